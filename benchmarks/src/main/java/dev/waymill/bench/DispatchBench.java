package dev.waymill.bench;

import dev.waymill.stack.LocalPostgres;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// `bench dispatch`: the time from ready to done in the database, for each engine alone on the same PostgreSQL,
/// in turn.
///
/// "Done" means committed and durable. Ours: the job is succeeded, its task is finished with its attempt, and
/// its change is stored for publishing, while the loops publish changes in parallel. db-scheduler: the
/// execution is deleted, which leaves no history. JobRunr: the job is in state SUCCEEDED.
final class DispatchBench {
    private static final int WARM_UPS = 4;

    private final int jobs;
    private final int runs;
    private final boolean alone;

    /// @param alone true to leave out the peers
    DispatchBench(int jobs, int runs, boolean alone) {
        this.jobs = jobs;
        this.runs = runs;
        this.alone = alone;
    }

    String run() throws Exception {
        var directory = Files.createTempDirectory("waymill-bench");
        try (var postgres = LocalPostgres.start(directory);
                var ours = new SchedulerEngine(postgres.createDatabase("bench_ours"), JobsBench.PAYLOAD)) {
            var result = Output.result("dispatch", runs);
            result.put("jobs", jobs);
            if (alone) {
                result.put("oursJobsPerSecond", Math.round(rates(List.of(ours)).getOrDefault("ours", 0.0)));
            } else {
                compare(ours, postgres, result);
            }
            new DispatchConditions(ours, jobs).measure(result);
            return result.toString();
        } finally {
            Output.delete(directory);
        }
    }

    private void compare(Engine ours, LocalPostgres postgres, ObjectNode result) throws Exception {
        try (var dbScheduler = new DbSchedulerEngine(postgres.createDatabase("bench_db_scheduler"), JobsBench.PAYLOAD);
                var jobRunr = new JobRunrEngine(postgres.createDatabase("bench_jobrunr"), JobsBench.PAYLOAD)) {
            var rates = rates(List.of(ours, dbScheduler, jobRunr));
            rates.forEach((name, rate) -> result.put(name + "JobsPerSecond", Math.round(rate)));
            double own = rates.getOrDefault("ours", 0.0);
            result.put("ratioDbScheduler", Output.round(own / rates.getOrDefault("dbScheduler", 0.0)))
                    .put("ratioJobRunr", Output.round(own / rates.getOrDefault("jobRunr", 0.0)));
        }
    }

    /// Returns the median jobs per second, by name. A slower engine gets fewer jobs, so that all run about as
    /// long.
    private Map<String, Double> rates(List<Engine> engines) throws Exception {
        var rates = new LinkedHashMap<String, List<Double>>();
        for (int run = 1 - WARM_UPS; run <= runs; run++) {
            for (var engine : engines) {
                int size = jobs / engine.handicap();
                engine.enqueue(size);
                double rate = size / (engine.drain(size) / 1e9);
                Output.log("%s %s: %,.0f jobs/s", run < 1 ? "warm-up," : "run " + run + ",", engine.name(), rate);
                if (run > 0) {
                    rates.computeIfAbsent(engine.name(), _ -> new ArrayList<>()).add(rate);
                }
            }
        }
        var medians = new LinkedHashMap<String, Double>();
        rates.forEach((name, all) -> medians.put(name, Output.median(all)));
        return medians;
    }
}
