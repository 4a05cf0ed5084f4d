package dev.waymill.gateway.live;

import static dev.waymill.gateway.live.LivePointFixture.AT_ONCE;
import static dev.waymill.gateway.live.LivePointFixture.points;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCreated;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.gateway.EventProbe;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// When live points become an import, and what its file says.
class LivePointBatcherIT {
    /// 1980-01-06: earlier times are refused.
    private static final long FIRST_OF_GPS = 315_964_800_000L;

    private final LivePointFixture live = new LivePointFixture();

    @Test
    void points_become_one_import_with_exact_values() throws Exception {
        var points = List.of(
                new TimelinePoint(
                        1_763_715_600_001L,
                        -1,
                        1_800_000_000,
                        -11.5f,
                        0.1f,
                        3.3333333f,
                        359.9f,
                        87.5f,
                        "pixel \"7\"",
                        "on-foot"),
                new TimelinePoint(
                        1_763_715_600_000L, 900_000_000, -1_799_999_999, Float.NaN, Float.NaN, Float.NaN, Float.NaN));
        live.store(AT_ONCE).insert(live.owner, points);

        try (var created = EventProbe.of("waymill.job-created")) {
            assertThat(live.batcher().collect(live.owner)).isTrue();

            var stored = live.files(live.owner).getFirst();
            var file = stored.file();
            assertThat(file.fileName()).matches("live points \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
            assertThat(file.format()).isEqualTo("points");
            assertThat(file.grace()).isZero();
            assertThat(live.text(stored)).isEqualTo("""
                    {"time":"2025-11-21T09:00:00.001Z","lat":-0.0000001,"lon":180.0000000,"elevation":-11.5,"accuracy":0.1,\
                    "speed":3.3333333,"course":359.9,"battery":87.5,"device":"pixel \\"7\\"","activity":"on-foot"}
                    {"time":"2025-11-21T09:00:00Z","lat":90.0000000,"lon":-179.9999999}
                    """);
            assertThat(live.read(stored)).containsExactlyElementsOf(points);
            assertThat(EventCodec.read(created.next(stored.job().toString())))
                    .isInstanceOfSatisfying(
                            JobCreated.class, event -> assertThat(event.owner()).isEqualTo(live.owner));
        }
        assertThat(live.waiting(live.owner)).isZero();
        assertThat(live.batcher().collect(live.owner)).isFalse();
    }

    @Test
    void any_point_is_read_back_unchanged_from_its_file() throws Exception {
        var random = RandomGenerator.of("L64X128MixRandom");
        var points = Stream.generate(() -> randomPoint(random)).limit(5_000).toList();
        live.store(AT_ONCE).insert(live.owner, points);

        live.batcher().collect(live.owner);

        assertThat(live.read(live.files(live.owner).getFirst())).containsExactlyInAnyOrderElementsOf(points);
    }

    @Test
    void points_wait_until_there_are_enough_or_one_is_old_enough() {
        var patient = live.store(new LiveProperties(3, Duration.ofMinutes(1)));
        patient.insert(live.owner, points(2, "a"));
        assertThat(patient.due()).doesNotContain(live.owner);
        assertThat(live.batcher(patient, live.objects).collect(live.owner)).isFalse();
        assertThat(live.waiting(live.owner)).isEqualTo(2);

        patient.insert(live.owner, points(1, "b"));
        assertThat(patient.due()).contains(live.owner);
        assertThat(live.batcher(patient, live.objects).collect(live.owner)).isTrue();

        patient.insert(live.owner, points(1, "c"));
        assertThat(patient.due()).doesNotContain(live.owner);
        live.jdbc
                .sql("UPDATE live_point SET received_at = received_at - interval '1 minute' WHERE owner = :owner")
                .param("owner", live.owner)
                .update();
        assertThat(patient.due()).contains(live.owner);
        assertThat(live.batcher(patient, live.objects).collect(live.owner)).isTrue();
        assertThat(live.files(live.owner)).hasSize(2);
    }

    @Test
    void a_backlog_is_imported_batch_by_batch() throws Exception {
        for (int i = 0; i < 3; i++) {
            live.store(AT_ONCE).insert(live.owner, points(4_000, "p" + i));
        }

        assertThat(live.batcher().collect(live.owner)).isTrue();
        assertThat(live.waiting(live.owner)).isEqualTo(2_000);
        assertThat(live.batcher().collect(live.owner)).isTrue();

        assertThat(live.importedDevices(live.owner)).hasSize(12_000).doesNotHaveDuplicates();
    }

    private static TimelinePoint randomPoint(RandomGenerator random) {
        return new TimelinePoint(
                random.nextLong(FIRST_OF_GPS, 1_763_715_600_000L),
                random.nextInt(-900_000_000, 900_000_001),
                random.nextInt(-1_800_000_000, 1_800_000_001),
                random.nextInt(100) / 10f,
                random.nextInt(1_000) / 100f,
                random.nextBoolean() ? Float.NaN : random.nextInt(1_000) / 100f,
                random.nextInt(360),
                random.nextInt(101),
                random.nextBoolean() ? null : "phone",
                random.nextBoolean() ? null : "walking");
    }
}
