package dev.waymill.bench;

import dev.waymill.stack.LocalPostgres;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `bench dispatch`: from ready to done in the database, each engine alone on the same PostgreSQL, taking turns.
///
/// "Done" means committed and durable: for ours the job is succeeded, its task finished with its attempt, and its
/// change
/// noted for publishing, while the loops publish changes beside it; for db-scheduler the execution is deleted, which
/// leaves no history; for JobRunr the job is in state SUCCEEDED.
final class DispatchBench {
    private static final String PAYLOAD = "{\"filler\":\"" + "x".repeat(1_000) + "\"}";

    private final int jobs;
    private final int runs;

    DispatchBench(int jobs, int runs) {
        this.jobs = jobs;
        this.runs = runs;
    }

    String run() throws Exception {
        var directory = Files.createTempDirectory("waymill-bench");
        try (var postgres = LocalPostgres.start(directory)) {
            return measure(postgres);
        } finally {
            Output.delete(directory);
        }
    }

    private String measure(LocalPostgres postgres) throws Exception {
        try (var ours = new SchedulerEngine(postgres.createDatabase("bench_ours"), PAYLOAD);
                var dbScheduler = new DbSchedulerEngine(postgres.createDatabase("bench_db_scheduler"), PAYLOAD);
                var jobRunr = new JobRunrEngine(postgres.createDatabase("bench_jobrunr"), PAYLOAD)) {
            var sizes = Map.of(ours, jobs, dbScheduler, jobs / 2, jobRunr, jobs / 10);
            var rates = new HashMap<Engine, List<Double>>();
            for (int run = 0; run <= runs; run++) {
                for (var engine : List.of(ours, dbScheduler, jobRunr)) {
                    int size = sizes.getOrDefault(engine, jobs);
                    engine.enqueue(size);
                    double rate = size / (engine.drain(size) / 1e9);
                    Output.say("%s %s: %,.0f jobs/s", run == 0 ? "warm-up," : "run " + run + ",", engine.name(), rate);
                    if (run > 0) {
                        rates.computeIfAbsent(engine, _ -> new ArrayList<>()).add(rate);
                    }
                }
            }
            var result = Output.result("dispatch", runs);
            double own = Output.median(rates.getOrDefault(ours, List.of()));
            double peer = Output.median(rates.getOrDefault(dbScheduler, List.of()));
            double other = Output.median(rates.getOrDefault(jobRunr, List.of()));
            result.put("jobs", jobs)
                    .put("oursJobsPerSecond", Math.round(own))
                    .put("dbSchedulerJobsPerSecond", Math.round(peer))
                    .put("jobRunrJobsPerSecond", Math.round(other))
                    .put("ratioDbScheduler", Output.round(own / peer))
                    .put("ratioJobRunr", Output.round(own / other));
            new DispatchConditions(ours, jobs).measure(result);
            return result.toString();
        }
    }
}
