package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.up.ServiceStack;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many phones that send all the time. Guarantee: each acknowledged point reaches the timeline once, whichever
/// process dies; each device is one job; no tables are created. Prints how long points take.
///
/// `-Dwaymill.live.seconds=600` sends for ten minutes.
class LiveStreamsIT {
    private static final int PHONES = 200;
    private static final Duration SENDING = Duration.ofSeconds(Integer.getInteger("waymill.live.seconds", 20));
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final int BATCHES = (int) SENDING.dividedBy(BETWEEN);
    /// The gateway's producer gives a record up after ten seconds.
    private static final Duration LONGER_THAN_A_DELIVERY = Duration.ofSeconds(15);

    @TempDir
    static Path directory;

    static Waymill waymill;

    @BeforeAll
    static void start() throws Exception {
        waymill = Waymill.start(directory, ServiceStack.Options.defaults());
    }

    @AfterAll
    static void stop() {
        waymill.close();
    }

    @Test
    void each_point_of_many_phones_is_stored_once_without_tables_or_jobs() throws Exception {
        var phones = new Phones(waymill, PHONES);
        phones.sendOne(-1);
        phones.awaitPoints(1);
        var tables = tables();
        var start = waymill.worker("SELECT clock_timestamp()");

        phones.sendAll(BATCHES, BETWEEN, () -> {});

        phones.awaitPoints(BATCHES + 1);
        assertThat(tables()).isEqualTo(tables);
        for (var owner : phones.owners()) {
            var jobs = owner.api().get("/jobs").path("items");
            assertThat(jobs.size()).isEqualTo(1);
            assertThat(jobs.path(0).path("type").asString()).isEqualTo("live");
        }
        System.out.printf("%d phones, %d batches each: %s%n", PHONES, BATCHES, delays(start));
    }

    @Test
    void no_acknowledged_point_is_lost_when_processes_die() throws Exception {
        var phones = new Phones(waymill, 20);

        phones.sendAll(BATCHES, BETWEEN, () -> {
            waymill.services.worker().kill();
            Thread.sleep(Duration.ofSeconds(3));
            waymill.services.worker().restart();
            waymill.services.worker().awaitReady();
            waymill.services.gateway().kill();
            waymill.services.gateway().restart();
            waymill.services.gateway().awaitReady();
            waymill.services.stack().kafka().kill();
            Thread.sleep(LONGER_THAN_A_DELIVERY);
            waymill.services.stack().kafka().restart();
            waymill.services.stack().postgres().kill();
            waymill.services.stack().postgres().restart();
        });

        phones.awaitPoints(BATCHES);
    }

    private static String tables() {
        return waymill.worker("SELECT count(*) || ' ' || max(oid) FROM pg_class");
    }

    /// From the acknowledgement, whose time is in the id of the batch, to the timeline.
    private static String delays(String since) {
        return waymill.worker("""
                SELECT concat('p50 ', round(p[1]), ' ms, p99 ', round(p[2]), ' ms, max ', round(p[3]), ' ms')
                FROM (
                    SELECT percentile_cont(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY
                        extract(epoch FROM promoted_at) * 1000
                        - ('x' || lpad(left(replace(id::text, '-', ''), 12), 16, '0'))::bit(64)::bigint) AS p
                    FROM promoted_batch WHERE promoted_at > '%s') delay
                """.formatted(since));
    }
}
