package dev.waymill.bench;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.stack.Database;
import dev.waymill.stack.sample.SampleTrack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/// `bench capacity`: measures what a job, a point and a live batch cost on this machine, and calculates what a load
/// needs. All services, the broker and the three databases share the machine, so the rates are those of one small
/// machine; measure on the machine you plan for.
///
/// Each kind runs twice, and the second run counts: the first fills the queue tables and touches their pages, as in
/// an installation that has run for a while.
final class CapacityBench {
    private static final long SEED = 11;
    private static final int LIVE_BATCHES = 10;
    private static final int POINTS_PER_BATCH = 5;
    private static final int SENDERS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final int jobs;
    private final int points;
    private final int owners;
    private final CapacityPlan.Load load;

    /// @param jobs to measure jobs with
    /// @param points of the measured file
    /// @param owners who send live batches
    CapacityBench(int jobs, int points, int owners, CapacityPlan.Load load) {
        this.jobs = jobs;
        this.points = points;
        this.owners = owners;
        this.load = load;
    }

    String run() throws Exception {
        var directory = Files.createTempDirectory("waymill-bench");
        try (var trio = ServiceStack.start(
                        directory.resolve("data"),
                        ServiceStack.Options.defaults().with(JobsBench.SETTINGS));
                var databases = new Databases(trio)) {
            var costs = measure(trio, databases, directory);
            var plan = CapacityPlan.of(costs, load);
            var result = Output.result("capacity", 1);
            costs.writeTo(result.putObject("measured"));
            plan.writeTo(result.putObject("plan"));
            return result.toString();
        } finally {
            Output.delete(directory);
        }
    }

    private CapacityPlan.Costs measure(ServiceStack trio, Databases databases, Path directory) throws Exception {
        var job = measureJobs(trio, databases);
        Output.log("a job: %,.0f/s, %,.0f bytes of WAL, %,.0f bytes kept", job.perSecond, job.walBytes, job.keptBytes);
        var point = measurePoints(trio, databases, directory.resolve("capacity.gpx"));
        Output.log(
                "a point of a file: %,.0f/s, %,.0f bytes of WAL, %,.0f bytes kept",
                point.perSecond, point.walBytes, point.keptBytes);
        var live = measureLive(trio, databases);
        Output.log(
                "a live batch of %d points: %,.0f/s, %,.0f bytes of WAL",
                POINTS_PER_BATCH, live.perSecond, live.walBytes);
        return new CapacityPlan.Costs(
                job.perSecond,
                job.walBytes,
                job.keptBytes,
                point.perSecond,
                point.walBytes,
                point.keptBytes,
                live.perSecond,
                live.walBytes);
    }

    /// What one unit costs.
    private record Unit(double perSecond, double walBytes, double keptBytes) {}

    private interface Round {
        /// Does the work and returns when all of it is stored.
        void run(int number) throws Exception;
    }

    /// Runs the round twice and measures the second run.
    private static Unit secondOf(Round round, Databases databases, int units) throws Exception {
        round.run(0);
        long wal = databases.walPosition();
        long size = databases.size();
        long begin = System.nanoTime();
        round.run(1);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Unit(
                units / seconds,
                (double) (databases.walPosition() - wal) / units,
                (double) Math.max(0, databases.size() - size) / units);
    }

    private Unit measureJobs(ServiceStack trio, Databases databases) throws Exception {
        try (var api = new Api(trio.url(), trio.adminKey())) {
            var lines = ("{\"type\":\"noop\",\"payload\":" + JobsBench.PAYLOAD + "}\n").repeat(jobs);
            return secondOf(
                    number -> {
                        api.postLines("/jobs/bulk", lines);
                        databases.await(
                                databases.gateway, "SELECT count(*) FROM job WHERE state = 'succeeded'", jobs, number);
                    },
                    databases,
                    jobs);
        }
    }

    private Unit measurePoints(ServiceStack trio, Databases databases, Path file) throws Exception {
        try (var out = Files.newOutputStream(file)) {
            SampleTrack.writeGpx(out, SEED, points);
        }
        return secondOf(
                number -> {
                    try (var api = owner(trio, "file-" + number)) {
                        var id = api.upload(file, Map.of("grace", "PT0S"))
                                .path("id")
                                .asString();
                        api.awaitEnd(id, PATIENCE, _ -> {});
                    }
                },
                databases,
                points);
    }

    private Unit measureLive(ServiceStack trio, Databases databases) throws Exception {
        var apis = new ArrayList<Api>();
        try {
            for (int i = 0; i < owners; i++) {
                apis.add(owner(trio, "live-" + i));
            }
            long before = databases
                    .worker
                    .sql("SELECT count(*) FROM point")
                    .query(Long.class)
                    .single();
            int units = owners * LIVE_BATCHES;
            return secondOf(
                    number -> {
                        sendAll(apis, number);
                        databases.await(
                                databases.worker,
                                "SELECT count(*) - %d FROM point".formatted(before),
                                units * POINTS_PER_BATCH,
                                number);
                    },
                    databases,
                    units);
        } finally {
            apis.forEach(Api::close);
        }
    }

    private static void sendAll(List<Api> apis, int round) throws Exception {
        try (var threads = Executors.newFixedThreadPool(SENDERS)) {
            var sent = threads.invokeAll(IntStream.range(0, LIVE_BATCHES)
                    .boxed()
                    .flatMap(batch -> apis.stream().map(api -> send(api, round * LIVE_BATCHES + batch)))
                    .toList());
            for (var one : sent) {
                one.get();
            }
        }
    }

    private static Callable<Object> send(Api api, int batch) {
        var body = IntStream.range(0, POINTS_PER_BATCH)
                .mapToObj(i -> "{\"time\":\"%s\",\"lat\":1,\"lon\":2,\"device\":\"phone\"}"
                        .formatted(START.plusSeconds((long) batch * POINTS_PER_BATCH + i)))
                .collect(Collectors.joining(",", "[", "]"));
        return () -> api.post("/points", body);
    }

    private static Api owner(ServiceStack trio, String name) throws IOException {
        try (var admin = new Api(trio.url(), trio.adminKey())) {
            var key = admin.post("/keys", "{\"owner\":\"" + name + "\",\"role\":\"operator\",\"name\":\"bench\"}")
                    .path("key")
                    .asString();
            return new Api(trio.url(), key);
        }
    }

    /// The three databases, which are in one server.
    private static final class Databases implements AutoCloseable {
        private final JdbcClient gateway;
        private final JdbcClient worker;
        private final List<JdbcClient> databases;
        private final List<AutoCloseable> pools = new ArrayList<>();

        Databases(ServiceStack trio) {
            var postgres = trio.stack().postgres();
            gateway = open(postgres.database("waymill_gateway"));
            worker = open(postgres.database("waymill_worker"));
            databases = List.of(gateway, open(postgres.database("waymill_scheduler")), worker);
        }

        private JdbcClient open(Database database) {
            var pool = Pools.open(database, 1);
            pools.add(pool);
            return JdbcClient.create(pool);
        }

        long walPosition() {
            return gateway.sql("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")
                    .query(Long.class)
                    .single();
        }

        long size() {
            return databases.stream()
                    .mapToLong(database -> database.sql("SELECT pg_database_size(current_database())")
                            .query(Long.class)
                            .single())
                    .sum();
        }

        /// Waits until the count is that of both rounds so far.
        void await(JdbcClient database, String count, int units, int round) throws InterruptedException {
            long expected = (long) units * (round + 1);
            while (database.sql(count).query(Long.class).single() < expected) {
                Thread.sleep(20);
            }
        }

        @Override
        public void close() throws Exception {
            for (var pool : pools) {
                pool.close();
            }
        }
    }
}
