package dev.waymill.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.FakeGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class StatusCommandTest {
    private static final String HEALTHY = """
            {"sampled": {"at": "2026-03-01T10:15:30Z", "secondsAgo": 4.2},
             "tasks": [{"state": "overdue", "tasks": 0, "capped": false, "oldestSeconds": 0},
                       {"state": "ready", "tasks": 1200, "capped": false, "oldestSeconds": 0.2},
                       {"state": "running", "tasks": 8, "capped": false, "oldestSeconds": 90}],
             "workers": {"living": 2, "wanted": 2, "slots": 16, "busy": 8, "budget": 24, "meanRunSeconds": 0.5},
             "limits": {"set": 1, "paused": 0},
             "changes": {"waiting": 3, "oldestSeconds": 0.1},
             "deadLetters": {"open": 0, "unpublished": 0},
             "lag": {"sampled": {"at": "2026-03-01T10:15:30Z", "secondsAgo": 12.0},
                     "groups": [{"group": "scheduler", "members": 3, "records": 17}]}}
            """;

    @Test
    void a_healthy_instance_is_shown_as_a_table_without_warnings() {
        var shown = run(0, HEALTHY);

        assertThat(shown).doesNotContain("!");
        assertThat(shown.lines())
                .anyMatch(line -> line.matches("  ready +1,200 +0\\.2 s"))
                .anyMatch(line -> line.matches("workers +2 +2 wanted"))
                .anyMatch(line -> line.matches("  slots busy +8 +of 16; 24 more tasks may be dispatched"))
                .anyMatch(line -> line.matches("  scheduler +17 +3"))
                .contains("Read 4.2 s ago; Kafka 12 s ago.");
    }

    @Test
    void warnings_come_first_and_make_the_command_fail() {
        var shown = run(1, """
                {"sampled": {"at": "2026-03-01T10:15:30Z", "secondsAgo": 400},
                 "tasks": [{"state": "overdue", "tasks": 5, "capped": false, "oldestSeconds": 45},
                           {"state": "ready", "tasks": 100001, "capped": true, "oldestSeconds": 7300}],
                 "workers": {"living": 1, "wanted": 12, "slots": 8, "busy": 8, "budget": 0, "meanRunSeconds": null},
                 "limits": {"set": 3, "paused": 2},
                 "changes": {"waiting": 9, "oldestSeconds": 61},
                 "deadLetters": {"open": 1234, "unpublished": 0},
                 "lag": {"sampled": {"at": null, "secondsAgo": null},
                         "groups": [{"group": "gateway", "members": 0, "records": 5},
                                    {"group": "worker", "members": null, "records": null}]}}
                """);

        assertThat(shown.lines().takeWhile(line -> line.startsWith("! ")))
                .containsExactly(
                        "! The scheduler could not read its database for 7 min; its figures are that old",
                        "! The scheduler could not read Kafka since it started; its figures are unknown",
                        "! 12 workers are wanted, 1 are alive",
                        "! Delayed tasks are due and not dispatched, the oldest for 45 s",
                        "! Job states are not published; the oldest change has waited for 61 s",
                        "! No consumer is in the group gateway",
                        "! 2 dispatch limits are paused",
                        "! 1,234 dead letters are open: see ./waymill dlq");
        assertThat(shown.lines())
                .anyMatch(line -> line.matches("  ready +100,001 or more +2 h"))
                .anyMatch(line -> line.matches("  worker +\\? +\\?"));
    }

    @Test
    void without_a_living_worker_that_is_the_warning() {
        assertThat(run(1, HEALTHY.replace("\"living\": 2", "\"living\": 0"))).startsWith("! No worker is alive\n");
    }

    @Test
    void json_is_printed_as_the_gateway_sent_it() {
        assertThat(run(0, HEALTHY, "--json")).contains("\"ready\",\"tasks\":1200");
    }

    private static String run(int code, String status, String... arguments) {
        try (var gateway = new FakeGateway()) {
            gateway.answer("GET /api/v1/status", "200 " + status);
            var out = new StringWriter();
            var line = new CommandLine(new StatusCommand()).setOut(new PrintWriter(out));
            var all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of("--url", gateway.url().toString(), "--key", "key"));
            assertThat(line.execute(all.toArray(String[]::new))).isEqualTo(code);
            return out.toString();
        }
    }
}
