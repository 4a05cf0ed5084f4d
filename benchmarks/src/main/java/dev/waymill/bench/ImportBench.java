package dev.waymill.bench;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.up.Trio;
import dev.waymill.stack.sample.SampleTrack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/// `bench import`. "Done" means: the job is `succeeded`, so the promotion is committed and durable, as seen by
/// a client that asks every 20 ms. Each run is another owner's, so nothing is a duplicate; ours and the floor
/// take turns.
final class ImportBench {
    private static final long SEED = 7;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final int points;
    private final int runs;

    ImportBench(int points, int runs) {
        this.points = points;
        this.runs = runs;
    }

    String run() throws Exception {
        var directory = Files.createTempDirectory("waymill-bench");
        try {
            var file = directory.resolve("bench.gpx");
            try (var out = Files.newOutputStream(file)) {
                SampleTrack.writeGpx(out, SEED, points);
            }
            Output.say("%,d points in %,d bytes; one run to warm up, %d counted", points, Files.size(file), runs);
            try (var trio = Trio.start(directory.resolve("data"), Trio.Options.defaults())) {
                return measure(trio, file);
            }
        } finally {
            Output.delete(directory);
        }
    }

    private String measure(Trio trio, Path file) throws Exception {
        var database = trio.stack().postgres().createDatabase("waymill_bench");
        var floor = new ImportFloor(database, Points.of(SEED, points));
        var ours = new ArrayList<Double>();
        var floors = new ArrayList<Double>();
        for (int run = 0; run <= runs; run++) {
            double floorMillis = floor.run() / 1e6;
            double oursMillis = importOnce(trio, file, "bench-" + run) / 1e6;
            Output.say(
                    "%s floor %,.0f ms, ours %,.0f ms",
                    run == 0 ? "warm-up:" : "run " + run + ":", floorMillis, oursMillis);
            if (run > 0) {
                floors.add(floorMillis);
                ours.add(oursMillis);
            }
        }
        return result(Files.size(file), Output.median(ours), Output.median(floors));
    }

    /// @return nanoseconds from the first byte of the upload to the job's success
    private long importOnce(Trio trio, Path file, String owner) throws IOException, InterruptedException {
        try (var admin = new Api(trio.url(), trio.adminKey())) {
            var key = admin.post("/keys", "{\"owner\":\"" + owner + "\",\"role\":\"operator\",\"name\":\"bench\"}")
                    .path("key")
                    .asString();
            try (var api = new Api(trio.url(), key)) {
                long begin = System.nanoTime();
                var id = api.upload(file, Map.of("grace", "PT0S")).path("id").asString();
                var job = api.awaitEnd(id, PATIENCE, _ -> {});
                long took = System.nanoTime() - begin;
                long promoted =
                        job.path("import").path("points").path("promoted").asLong();
                if (promoted != points) {
                    throw new IllegalStateException("Promoted " + promoted + " of " + points + ": " + job);
                }
                return took;
            }
        }
    }

    private String result(long bytes, double oursMillis, double floorMillis) {
        var json = Output.result("import", runs);
        json.put("points", points)
                .put("bytes", bytes)
                .put("oursMs", Math.round(oursMillis))
                .put("floorMs", Math.round(floorMillis))
                .put("oursPointsPerSecond", Math.round(points / oursMillis * 1_000))
                .put("floorPointsPerSecond", Math.round(points / floorMillis * 1_000))
                .put("ratio", Output.round(floorMillis / oursMillis));
        return json.toString();
    }
}
