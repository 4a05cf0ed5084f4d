package dev.waymill.runtime.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.runtime.recovery.RecoveryOptions.Database;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryOptionsTest {
    @Test
    void the_services_may_contradict_each_other_from_an_hour_before_the_given_time() {
        var options = RecoveryOptions.parse("recover", "--since=2026-11-30T22:15:00+01:00");

        assertThat(options.since()).isEqualTo(OffsetDateTime.parse("2026-11-30T20:15:00Z"));
        assertThat(options.restored()).isEmpty();
        assertThat(options.dryRun()).isFalse();
    }

    @Test
    void several_databases_may_have_been_restored() {
        var options = RecoveryOptions.parse(
                "recover",
                "--since=2026-11-30T22:15:00Z",
                "--restored=worker,gateway",
                "--dry-run",
                "--spring.datasource.url=jdbc:postgresql:x");

        assertThat(options.restored()).containsExactlyInAnyOrder(Database.GATEWAY, Database.WORKER);
        assertThat(options.dryRun()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recover",
                "recover --since",
                "recover --since=yesterday",
                "recover --since=2026-11-30T22:15:00",
                "recover --since=2026-11-30T22:15:00Z --restored=kafka",
                "recover --since=2026-11-30T22:15:00Z --restored=",
                "recover --since=2026-11-30T22:15:00Z --dryrun"
            })
    void a_wrong_command_line_is_refused(String line) {
        assertThatThrownBy(() -> RecoveryOptions.parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recover --since=TIME");
    }
}
