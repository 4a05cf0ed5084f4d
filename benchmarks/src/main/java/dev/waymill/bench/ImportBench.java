package dev.waymill.bench;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.up.Trio;
import dev.waymill.stack.sample.SampleTrack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

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
            say("%,d points in %,d bytes; one run to warm up, %d counted", points, Files.size(file), runs);
            try (var trio = Trio.start(directory.resolve("data"), Trio.Options.defaults())) {
                return measure(trio, file);
            }
        } finally {
            delete(directory);
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
            say(
                    "%s floor %,.0f ms, ours %,.0f ms",
                    run == 0 ? "warm-up:" : "run " + run + ":", floorMillis, oursMillis);
            if (run > 0) {
                floors.add(floorMillis);
                ours.add(oursMillis);
            }
        }
        return result(Files.size(file), median(ours), median(floors));
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
        var json = JsonMapper.shared().createObjectNode();
        json.put("bench", "import").put("runs", runs);
        json.putObject("machine")
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .put("jdk", Runtime.version().toString());
        json.put("points", points)
                .put("bytes", bytes)
                .put("oursMs", Math.round(oursMillis))
                .put("floorMs", Math.round(floorMillis))
                .put("oursPointsPerSecond", Math.round(points / oursMillis * 1_000))
                .put("floorPointsPerSecond", Math.round(points / floorMillis * 1_000))
                .put("ratio", Math.round(floorMillis / oursMillis * 1_000) / 1_000.0);
        return json.toString();
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static void say(String format, Object... values) {
        System.err.printf(format + "%n", values);
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
