package dev.waymill.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.FakeGateway;
import dev.waymill.cli.deadletter.DlqCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

class JobsCommandTest {
    private static final String NUMBERS = "[1234567890123456.78,1.10,123456789012345678901234567890,0.1000,1E+400]";

    @Test
    void numbers_are_printed_with_the_digits_that_the_service_returned() {
        try (var gateway = new FakeGateway()) {
            gateway.answer("GET /api/v1/dead-letters/7", "200 {\"payload\":" + NUMBERS + "}");
            gateway.jobs.put("8", JsonMapper.shared().createObjectNode().putRawValue("payload", new RawValue(NUMBERS)));

            assertThat(printed(new DlqCommand(), gateway, "show", "7")).contains(NUMBERS);
            assertThat(printed(new JobsCommand(), gateway, "8")).contains(NUMBERS);
        }
    }

    @Test
    void a_payload_is_sent_as_it_was_written() {
        try (var gateway = new FakeGateway()) {
            gateway.answer("POST /api/v1/dead-letters/7/retry", "200 {}");

            printed(new DlqCommand(), gateway, "retry", "7", "--payload", NUMBERS);

            assertThat(gateway.bodies).contains("{\"payload\": " + NUMBERS + "}");
        }
    }

    private static String printed(Object command, FakeGateway gateway, String... arguments) {
        var out = new StringWriter();
        var line = new CommandLine(command).setOut(new PrintWriter(out));
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", gateway.url().toString(), "--key", "key", "--json"));
        assertThat(line.execute(all.toArray(String[]::new))).isZero();
        return out.toString();
    }
}
