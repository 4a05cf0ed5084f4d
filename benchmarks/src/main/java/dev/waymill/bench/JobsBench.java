package dev.waymill.bench;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.up.ServiceStack;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// `bench jobs`: no-op jobs with a payload of 1 KB from submission to end, for each system alone on the same
/// PostgreSQL, in turn.
///
/// "Done" means committed and durable. Ours: from the first byte of `POST /jobs/bulk` until every job is
/// succeeded in the scheduler's database, through gateway, broker, scheduler, worker and back, including the
/// gateway's read model. The peers: from their first insert, with their fastest way to enqueue, until the last
/// job is deleted (db-scheduler) or SUCCEEDED (JobRunr). They have no REST API, no broker and no second
/// database.
///
/// The latency is that of single jobs, one at a time on an idle system: from before `POST /jobs` until the
/// start of the attempt by a worker, as recorded by the scheduler.
final class JobsBench {
    static final String PAYLOAD = "{\"filler\":\"" + "x".repeat(1_000) + "\"}";
    private static final int WARM_UPS = 2;
    static final Map<String, String> SETTINGS = Map.of(
            "WAYMILL_CONSUME_CONCURRENCY",
            "500",
            "WAYMILL_CONSUME_PREFETCH",
            "500",
            "WAYMILL_CONSUME_THREADS",
            "virtual",
            "WAYMILL_PROBE_EVERY",
            "0");

    private final int jobs;
    private final int runs;
    private final int singles;
    private final boolean alone;

    /// @param singles number of jobs whose latency is measured
    /// @param alone true to leave out the peers
    JobsBench(int jobs, int runs, int singles, boolean alone) {
        this.jobs = jobs;
        this.runs = runs;
        this.singles = singles;
        this.alone = alone;
    }

    String run() throws Exception {
        var directory = Files.createTempDirectory("waymill-bench");
        try (var trio = ServiceStack.start(
                        directory.resolve("data"),
                        ServiceStack.Options.defaults().with(SETTINGS));
                var api = new Api(trio.url(), trio.adminKey())) {
            var result = Output.result("jobs", runs);
            result.put("jobs", jobs);
            var ours = new StackEngine(trio.stack().postgres().database("waymill_scheduler"), api, PAYLOAD);
            if (alone) {
                result.put("oursJobsPerSecond", Math.round(rates(List.of(ours)).getOrDefault("ours", 0.0)));
            } else {
                compare(ours, trio, result);
            }
            new Latency(trio.stack().postgres().database("waymill_scheduler"), api).measure(singles, result);
            return result.toString();
        } finally {
            Output.delete(directory);
        }
    }

    private void compare(Engine ours, ServiceStack trio, ObjectNode result) throws Exception {
        var postgres = trio.stack().postgres();
        try (var dbScheduler = new DbSchedulerEngine(postgres.createDatabase("bench_db_scheduler"), PAYLOAD);
                var jobRunr = new JobRunrEngine(postgres.createDatabase("bench_jobrunr"), PAYLOAD)) {
            var rates = rates(List.of(ours, dbScheduler, jobRunr));
            rates.forEach((name, rate) -> result.put(name + "JobsPerSecond", Math.round(rate)));
            double own = rates.getOrDefault("ours", 0.0);
            result.put("ratioDbScheduler", Output.round(own / rates.getOrDefault("dbScheduler", 0.0)))
                    .put("ratioJobRunr", Output.round(own / rates.getOrDefault("jobRunr", 0.0)));
        }
    }

    /// Returns the median jobs per second, by name, over submission and execution together.
    private Map<String, Double> rates(List<Engine> engines) throws Exception {
        var rates = new LinkedHashMap<String, List<Double>>();
        for (int run = 1 - WARM_UPS; run <= runs; run++) {
            for (var engine : engines) {
                int size = jobs / engine.handicap();
                long begin = System.nanoTime();
                engine.enqueue(size);
                long enqueued = System.nanoTime() - begin;
                double rate = size / ((enqueued + engine.drain(size)) / 1e9);
                Output.log("%s %s: %,.0f jobs/s", run < 1 ? "warm-up," : "run " + run + ",", engine.name(), rate);
                if (run > 0) {
                    rates.computeIfAbsent(engine.name(), _ -> new ArrayList<>()).add(rate);
                }
            }
            Thread.sleep(Duration.ofSeconds(1));
        }
        var medians = new LinkedHashMap<String, Double>();
        rates.forEach((name, all) -> medians.put(name, Output.median(all)));
        return medians;
    }
}
