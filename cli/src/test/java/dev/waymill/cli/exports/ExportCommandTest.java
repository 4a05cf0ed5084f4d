package dev.waymill.cli.exports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.FakeGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class ExportCommandTest {
    @TempDir
    Path directory;

    @Test
    void the_json_output_escapes_the_file_name() {
        var output = new StringWriter();
        var file = directory.resolve("my \"old\" \\ track.gpx");
        try (var gateway = new FakeGateway()) {
            gateway.answer("GET /api/v1/timeline/points?format=gpx", "200 <gpx/>");

            int code = new CommandLine(new ExportCommand())
                    .setOut(new PrintWriter(output))
                    .execute("--url", gateway.url().toString(), "--key", "key", "--json", file.toString());

            assertThat(code).isZero();
        }
        assertThat(file).hasContent("<gpx/>");
        var json = JsonMapper.shared().readTree(output.toString());
        assertThat(json.path("file").asString()).isEqualTo("my \"old\" \\ track.gpx");
        assertThat(json.path("bytes").asInt()).isEqualTo(6);
    }
}
