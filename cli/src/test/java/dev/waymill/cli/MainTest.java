package dev.waymill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "up --help",
                "jobs --help",
                "dlq --help",
                "dlq retry --help",
                "dlq dismiss --help",
                "import --help",
                "revert --help",
                "preview --help",
                "recover --help"
            })
    void every_command_has_a_help_text(String line) {
        assertThat(Main.run(line.split(" "))).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-such-command",
                "jobs ID --hold --release",
                "dlq show",
                "dlq dismiss ID",
                "import",
                "revert",
                "recover"
            })
    void an_invalid_command_line_is_refused_before_any_request(String line) {
        assertThat(Main.run(line.split(" "))).isEqualTo(2);
    }

    @Test
    void an_unreachable_gateway_exits_with_an_error() {
        assertThat(Main.run("jobs", "--url", "http://127.0.0.1:1", "--key", "none"))
                .isEqualTo(1);
    }
}
