package dev.waymill.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.ImportFile;
import dev.waymill.events.JobCreated;
import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.gateway.EventProbe;
import dev.waymill.gateway.RunningGateway;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.objects.ImportObject;
import dev.waymill.objects.ObjectStore;
import dev.waymill.objects.ObjectTooLargeException;
import dev.waymill.runtime.loop.Loop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// The gateway's own loop finds nothing due; the tests call the batcher.
@ExtendWith(OutputCaptureExtension.class)
class LivePointBatcherIT {
    private static final LiveProperties AT_ONCE = new LiveProperties(1, Duration.ZERO);
    private static RunningGateway gateway;
    private static JdbcClient jdbc;
    private static ObjectStore objects;
    private String owner;

    @BeforeAll
    static void start() {
        gateway =
                RunningGateway.start(Map.of("waymill.live.flush-after", "1h", "waymill.live.flush-points", "1000000"));
        jdbc = gateway.jdbc();
        objects = gateway.bean(ObjectStore.class);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void anOwner() {
        owner = newOwner();
    }

    @Test
    void points_become_one_import_exact_to_the_last_digit() throws Exception {
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
        store(AT_ONCE).insert(owner, points);

        try (var created = EventProbe.of("waymill.job-created")) {
            assertThat(collector(objects).collect(owner)).isTrue();

            var stored = files(owner).getFirst();
            var file = stored.file();
            assertThat(file.fileName()).matches("live points \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
            assertThat(file.format()).isEqualTo("points");
            assertThat(file.grace()).isZero();
            assertThat(text(stored)).isEqualTo("""
                    {"time":"2025-11-21T09:00:00.001Z","lat":-0.0000001,"lon":180.0000000,"elevation":-11.5,"accuracy":0.1,\
                    "speed":3.3333333,"course":359.9,"battery":87.5,"device":"pixel \\"7\\"","activity":"on-foot"}
                    {"time":"2025-11-21T09:00:00Z","lat":90.0000000,"lon":-179.9999999}
                    """);
            assertThat(read(stored)).containsExactlyElementsOf(points);
            assertThat(EventCodec.read(created.next(stored.job().toString())))
                    .isInstanceOfSatisfying(
                            JobCreated.class, event -> assertThat(event.owner()).isEqualTo(owner));
        }
        assertThat(waiting(owner)).isZero();
        assertThat(collector(objects).collect(owner)).isFalse();
    }

    @Test
    void whatever_a_point_is_its_file_says_the_same() throws Exception {
        var random = RandomGenerator.of("L64X128MixRandom");
        var points = Stream.generate(() -> randomPoint(random)).limit(5_000).toList();
        store(AT_ONCE).insert(owner, points);

        collector(objects).collect(owner);

        assertThat(read(files(owner).getFirst())).containsExactlyInAnyOrderElementsOf(points);
    }

    @Test
    void points_wait_until_they_are_many_or_one_is_old() {
        var patient = store(new LiveProperties(3, Duration.ofMinutes(1)));
        patient.insert(owner, points(2, "a"));
        assertThat(patient.due()).doesNotContain(owner);
        assertThat(collector(patient, objects).collect(owner)).isFalse();
        assertThat(waiting(owner)).isEqualTo(2);

        patient.insert(owner, points(1, "b"));
        assertThat(patient.due()).contains(owner);
        assertThat(collector(patient, objects).collect(owner)).isTrue();

        patient.insert(owner, points(1, "c"));
        assertThat(patient.due()).doesNotContain(owner);
        jdbc.sql("UPDATE live_point SET received_at = received_at - interval '1 minute' WHERE owner = :owner")
                .param("owner", owner)
                .update();
        assertThat(patient.due()).contains(owner);
        assertThat(collector(patient, objects).collect(owner)).isTrue();
        assertThat(files(owner)).hasSize(2);
    }

    @Test
    void a_backlog_is_taken_a_batch_at_a_time() throws Exception {
        for (int i = 0; i < 3; i++) {
            store(AT_ONCE).insert(owner, points(4_000, "p" + i));
        }

        assertThat(collector(objects).collect(owner)).isTrue();
        assertThat(waiting(owner)).isEqualTo(2_000);
        assertThat(collector(objects).collect(owner)).isTrue();

        assertThat(collected(owner)).hasSize(12_000).doesNotHaveDuplicates();
    }

    @Test
    void nothing_is_lost_or_left_when_the_object_cannot_be_written() throws Exception {
        store(AT_ONCE).insert(owner, points(10, "a"));
        int files = gateway.storedFiles().size();
        var broken = new Store(objects, _ -> {
            throw new IOException("The disk is full");
        });

        assertThatThrownBy(() -> collector(broken).collect(owner)).isInstanceOf(UncheckedIOException.class);

        assertThat(waiting(owner)).isEqualTo(10);
        assertThat(files(owner)).isEmpty();
        assertThat(gateway.storedFiles()).hasSize(files);
        assertThat(collector(objects).collect(owner)).isTrue();
        assertThat(collected(owner)).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void nothing_is_lost_or_doubled_when_the_collector_dies_before_its_commit() throws Exception {
        store(AT_ONCE).insert(owner, points(10, "a"));

        gateway.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            assertThat(collector(objects).collect(owner)).isTrue();
            status.setRollbackOnly();
        });

        assertThat(waiting(owner)).isEqualTo(10);
        assertThat(files(owner)).isEmpty();
        assertThat(collector(objects).collect(owner)).isTrue();
        assertThat(collected(owner)).hasSize(10).doesNotHaveDuplicates();
        assertThat(waiting(owner)).isZero();
    }

    @Test
    void nothing_is_lost_or_doubled_when_the_database_goes_away_while_the_object_is_written() throws Exception {
        store(AT_ONCE).insert(owner, points(10, "a"));
        // Runs on another thread; on this one it would join the transaction.
        var cutting = new Store(
                objects,
                _ -> CompletableFuture.runAsync(LivePointBatcherIT::endTransactions)
                        .join());

        assertThatThrownBy(() -> collector(cutting).collect(owner)).isInstanceOf(RuntimeException.class);

        await().until(() -> waiting(owner) == 10);
        assertThat(files(owner)).isEmpty();
        assertThat(collector(objects).collect(owner)).isTrue();
        assertThat(collected(owner)).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void two_collectors_beside_the_posting_put_each_of_ten_thousand_points_into_one_job() throws Exception {
        var owners = List.of(owner, newOwner(), newOwner());
        var store = store(new LiveProperties(100, Duration.ofMillis(50)));
        var posted = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var posting = threads.submit(() -> {
                for (int i = 0; i < 200; i++) {
                    store.insert(owners.get(i % 3), points(50, "p" + i));
                }
                posted.set(true);
            });
            var collecting = Stream.of(0, 1)
                    .map(_ -> threads.submit((Callable<Integer>) () -> {
                        int batches = 0;
                        while (!posted.get() || waiting(owners) > 0) {
                            for (var due : store.due()) {
                                batches += collector(store, objects).collect(due) ? 1 : 0;
                            }
                        }
                        return batches;
                    }))
                    .toList();
            posting.get();
            for (var one : collecting) {
                assertThat(one.get()).isPositive();
            }
        }
        var all = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            var theirs = collected(owners.get(i));
            int place = i;
            assertThat(theirs)
                    .allSatisfy(device -> assertThat(Integer.parseInt(device.substring(1, device.indexOf('-'))) % 3)
                            .isEqualTo(place));
            all.addAll(theirs);
        }
        assertThat(all).hasSize(10_000);
        assertThat(new HashSet<>(all)).hasSize(10_000);
    }

    @Test
    void a_batch_that_hangs_keeps_no_other_owner_waiting() throws Exception {
        var other = newOwner();
        var hangs = new CountDownLatch(1);
        var hanging = new AtomicBoolean(true);
        var slow = new Store(objects, _ -> {
            if (hanging.getAndSet(false)) {
                hangs.await(2, TimeUnit.MINUTES);
            }
        });
        var store = store(AT_ONCE);
        var pool = new LivePointBatcherPool(
                collector(store, slow), gateway.bean("relayLoop", Loop.class), Clock.systemUTC());
        store.insert(owner, points(1, "a"));
        pool.tick();
        await().until(() -> !hanging.get());

        store.insert(other, points(1, "b"));
        store.insert(owner, points(1, "c"));
        pool.tick();

        await().until(() -> files(other).size() == 1);
        assertThat(files(owner)).isEmpty();
        hangs.countDown();
        await().until(() -> files(owner).size() == 1);
        pool.tick();
        await().until(() -> waiting(List.of(owner, other)) == 0);
        assertThat(collected(owner)).containsExactlyInAnyOrder("a-0", "c-0");
    }

    @Test
    void a_batch_that_fails_is_said_once_tried_again_and_stops_no_other(CapturedOutput log) throws Exception {
        var other = newOwner();
        var poisoned = new AtomicBoolean(true);
        var store = store(AT_ONCE);
        var now = new Instant[] {Instant.parse("2026-11-21T09:00:00Z")};
        var fails = new Store(objects, content -> {
            if (poisoned.get() && content.contains("poison")) {
                throw new IOException("Cannot write this one");
            }
        });
        var clock = new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        var pool = new LivePointBatcherPool(collector(store, fails), gateway.bean("relayLoop", Loop.class), clock);
        store.insert(owner, points(1, "poison"));
        pool.tick();
        await().until(() -> log.getOut().contains("owner=" + owner + " live points cannot be imported"));

        store.insert(other, points(1, "good"));
        pool.tick();
        await().until(() -> files(other).size() == 1);

        now[0] = now[0].plusSeconds(6);
        pool.tick();
        await().during(Duration.ofMillis(200)).until(() -> files(owner).isEmpty());
        poisoned.set(false);
        now[0] = now[0].plusSeconds(6);
        pool.tick();
        await().until(() -> files(owner).size() == 1);
        assertThat(log.getOut().split("owner=" + owner + " live points cannot be imported", -1))
                .hasSize(2);
        await().until(() -> log.getOut().contains("owner=" + owner + " live points are imported again"));
    }

    private static void endTransactions() {
        jdbc.sql("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'idle in transaction'
                """).query(Boolean.class).list();
    }

    private static String newOwner() {
        return "owner-" + UUID.randomUUID();
    }

    private static LivePointStore store(LiveProperties properties) {
        return new LivePointStore(jdbc, properties);
    }

    private static LivePointBatcher collector(ObjectStore into) {
        return collector(store(AT_ONCE), into);
    }

    private static LivePointBatcher collector(LivePointStore from, ObjectStore into) {
        return new LivePointBatcher(
                from,
                new LivePointFiles(into, Clock.systemUTC()),
                gateway.bean(Submissions.class),
                gateway.bean(JobIds.class),
                gateway.bean(TransactionTemplate.class));
    }

    /// Points with different devices: `name-0`, `name-1`…
    private static List<TimelinePoint> points(int count, String name) {
        return IntStream.range(0, count)
                .mapToObj(i -> new TimelinePoint(
                        1_763_715_600_000L + i,
                        525_000_000,
                        134_000_000,
                        Float.NaN,
                        5,
                        Float.NaN,
                        Float.NaN,
                        Float.NaN,
                        name + "-" + i,
                        null))
                .toList();
    }

    private static TimelinePoint randomPoint(RandomGenerator random) {
        return new TimelinePoint(
                random.nextLong(1, 1_763_715_600_000L),
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

    private static long waiting(String of) {
        return waiting(List.of(of));
    }

    private static long waiting(List<String> of) {
        return jdbc.sql("SELECT count(*) FROM live_point WHERE owner IN (:owners)")
                .param("owners", of)
                .query(Long.class)
                .single();
    }

    /// A job made from live points.
    private record Stored(UUID job, String owner, ImportFile file) {
        InputStream open() throws IOException {
            return objects.open(ImportObject.key(owner, job));
        }
    }

    private static List<Stored> files(String of) {
        return jdbc.sql("SELECT id, payload FROM job WHERE owner = :owner AND type = 'import' ORDER BY created_at")
                .param("owner", of)
                .query((row, _) -> new Stored(
                        row.getObject("id", UUID.class),
                        of,
                        JsonMapper.shared().readValue(row.getString("payload"), ImportFile.class)))
                .list();
    }

    private static String text(Stored file) throws IOException {
        try (var in = file.open()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static List<TimelinePoint> read(Stored file) throws Exception {
        var points = new ArrayList<TimelinePoint>();
        var options = new LocationFile.Options(Format.POINTS, false, Map.of(), Clock.systemUTC());
        try (var in = file.open()) {
            LocationFile.read(in, options, new PointSink() {
                @Override
                public void accept(TimelinePoint point) {
                    points.add(point);
                }

                @Override
                public void reject(Rejection rejection) {
                    throw new AssertionError("Rejected: " + rejection);
                }
            });
        }
        return points;
    }

    /// The devices of all points in all of the owner's imports.
    private static List<String> collected(String of) throws Exception {
        var devices = new ArrayList<String>();
        for (var file : files(of)) {
            read(file).forEach(point -> devices.add(point.device()));
        }
        return devices;
    }

    /// An object store that runs a hook before it writes an object.
    private static final class Store implements ObjectStore {
        private final ObjectStore real;
        private final Before before;

        Store(ObjectStore real, Before before) {
            this.real = real;
            this.before = before;
        }

        interface Before {
            void happens(String content) throws IOException, InterruptedException;
        }

        @Override
        public StoredObject put(String key, InputStream content, long maxBytes)
                throws IOException, ObjectTooLargeException {
            var bytes = content.readAllBytes();
            try {
                before.happens(new String(bytes, UTF_8));
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return real.put(key, new ByteArrayInputStream(bytes), maxBytes);
        }

        @Override
        public InputStream open(String key) throws IOException {
            return real.open(key);
        }

        @Override
        public void delete(String key) throws IOException {
            real.delete(key);
        }
    }
}
