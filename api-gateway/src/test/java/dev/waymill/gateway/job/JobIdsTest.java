package dev.waymill.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobIdsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.123Z");

    @Test
    void an_id_is_a_version_7_uuid_that_begins_with_the_time() {
        var id = new JobIds(Clock.fixed(NOW, ZoneOffset.UTC)).next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void ids_increase_while_the_clock_is_stopped() {
        var ids = new JobIds(Clock.fixed(NOW, ZoneOffset.UTC));
        var made = Stream.generate(ids::next).limit(10_000).map(UUID::toString).toList();
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }
}
