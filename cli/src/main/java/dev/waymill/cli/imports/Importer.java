package dev.waymill.cli.imports;

import dev.waymill.cli.api.Api;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Uploads one file and follows it to its end.
final class Importer {
    /// Longer than any grace period that somebody waits for at a terminal.
    private static final Duration PATIENCE = Duration.ofHours(24);

    private final Api api;
    private final PrintWriter out;
    private final boolean quiet;

    /// @param quiet whether progress is of no interest, as with JSON
    Importer(Api api, PrintWriter out, boolean quiet) {
        this.api = api;
        this.out = out;
        this.quiet = quiet;
    }

    /// @return the job at its end, or as accepted if nobody wants to wait
    JsonNode run(Path file, Optional<String> grace, boolean wait) throws IOException, InterruptedException {
        if (!quiet) {
            out.println("Uploading " + file.getFileName() + " …");
            out.flush();
        }
        var accepted = api.upload(
                file,
                grace.<Map<String, String>>map(value -> Map.of("grace", value)).orElse(Map.of()));
        var id = accepted.path("id").asString();
        if (!wait) {
            return accepted;
        }
        var line = new ProgressLine(
                out, System.console() != null && System.console().isTerminal());
        var job = api.awaitEnd(id, PATIENCE, now -> {
            if (!quiet) {
                line.show(now, System.nanoTime());
            }
        });
        if (!quiet) {
            line.end();
        }
        return withNotice(job, accepted);
    }

    /// Why nothing was imported is said in the answer to the upload only.
    private static JsonNode withNotice(JsonNode job, JsonNode accepted) {
        if (job instanceof ObjectNode object && accepted.path("notice").isObject()) {
            object.set("notice", accepted.path("notice"));
        }
        return job;
    }
}
