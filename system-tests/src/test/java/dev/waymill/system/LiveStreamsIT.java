package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceStack;
import dev.waymill.system.Waymill.Owner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    private static final int POINTS = 5;
    /// The gateway's producer gives a record up after ten seconds.
    private static final Duration LONGER_THAN_A_DELIVERY = Duration.ofSeconds(15);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

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
        var owners = owners(PHONES);
        owners.forEach(owner -> send(owner, -1));
        awaitPoints(owners, 1);
        var tables = tables();
        var start = waymill.worker("SELECT clock_timestamp()");

        int batches = sendAll(owners, () -> {});

        awaitPoints(owners, batches + 1);
        assertThat(tables()).isEqualTo(tables);
        for (var owner : owners) {
            var jobs = owner.api().get("/jobs").path("items");
            assertThat(jobs.size()).isEqualTo(1);
            assertThat(jobs.path(0).path("type").asString()).isEqualTo("live");
        }
        System.out.printf("%d phones, %d batches each: %s%n", PHONES, batches, delays(start));
    }

    @Test
    void no_acknowledged_point_is_lost_when_processes_die() throws Exception {
        var owners = owners(20);

        int batches = sendAll(owners, () -> {
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

        awaitPoints(owners, batches);
    }

    private interface Disturbance {
        void run() throws Exception;
    }

    /// Each owner sends a batch every two seconds; a batch that is not acknowledged is sent again.
    ///
    /// @return the number of batches of each owner
    private static int sendAll(List<Owner> owners, Disturbance during) throws Exception {
        int batches = (int) SENDING.dividedBy(BETWEEN);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sending = new ArrayList<Future<Void>>();
            var next = new AtomicInteger();
            for (var owner : owners) {
                long delay = BETWEEN.toMillis() * next.getAndIncrement() / owners.size();
                sending.add(threads.submit((Callable<Void>) () -> {
                    Thread.sleep(delay);
                    for (int batch = 0; batch < batches; batch++) {
                        var due = Instant.now().plus(BETWEEN);
                        sendUntilAcknowledged(owner, batch);
                        Thread.sleep(
                                Duration.between(Instant.now(), due).isNegative()
                                        ? Duration.ZERO
                                        : Duration.between(Instant.now(), due));
                    }
                    return null;
                }));
            }
            during.run();
            for (var one : sending) {
                one.get();
            }
        }
        return batches;
    }

    private static void sendUntilAcknowledged(Owner owner, int batch) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                send(owner, batch);
                return;
            } catch (RuntimeException e) {
                if (attempt == 600) {
                    throw e;
                }
                Thread.sleep(200);
            }
        }
    }

    private static void send(Owner owner, int batch) {
        var points = IntStream.range(0, POINTS)
                .mapToObj(i -> "{\"time\":\"%s\",\"lat\":1,\"lon\":2,\"device\":\"phone\"}"
                        .formatted(START.plusSeconds((long) batch * POINTS + i)))
                .collect(Collectors.joining(",", "[", "]"));
        owner.api().post("/points", points);
    }

    private static List<Owner> owners(int count) throws Exception {
        var owners = new ArrayList<Owner>();
        for (int i = 0; i < count; i++) {
            owners.add(waymill.owner());
        }
        return owners;
    }

    /// Waits until each owner has exactly the points of that many batches.
    private static void awaitPoints(List<Owner> owners, int batches) {
        var expected = owners.stream().map(owner -> (long) POINTS * batches).toList();
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(
                        () -> assertThat(owners).extracting(waymill::points).isEqualTo(expected));
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
