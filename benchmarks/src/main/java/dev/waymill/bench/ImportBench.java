package dev.waymill.bench;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.stack.LocalS3;
import dev.waymill.stack.sample.SampleTrack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `bench import`. "Done" means that the job is `succeeded`, so that the promotion is committed and durable, as
/// seen by a client that polls every 20 ms. Each run has another owner, so nothing is a duplicate. Both files
/// and the floor take turns. On request, the GPX file also goes through services whose files are in an S3 store.
final class ImportBench {
    private static final long SEED = 7;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final int points;
    private final int runs;
    private final boolean throughS3;

    /// @param throughS3 whether to measure the GPX file with an S3 store too
    ImportBench(int points, int runs, boolean throughS3) {
        this.points = points;
        this.runs = runs;
        this.throughS3 = throughS3;
    }

    String run() throws Exception {
        var directory = Files.createTempDirectory("waymill-bench");
        try {
            var gpx = directory.resolve("bench.gpx");
            var records = directory.resolve("Records.json");
            try (var out = Files.newOutputStream(gpx);
                    var json = Files.newOutputStream(records)) {
                SampleTrack.writeGpx(out, SEED, points);
                SampleTrack.writeRecords(json, SEED, points);
            }
            Output.log(
                    "%,d points in %,d bytes of GPX and %,d of Records.json; one run to warm up, %d counted",
                    points, Files.size(gpx), Files.size(records), runs);
            try (var trio = ServiceStack.start(directory.resolve("data"), ServiceStack.Options.defaults());
                    var viaS3 = throughS3 ? WithS3.start(directory) : null) {
                return measure(trio, viaS3 == null ? null : viaS3.trio(), gpx, records);
            }
        } finally {
            Output.delete(directory);
        }
    }

    /// Services whose files are in an S3 store.
    private record WithS3(LocalS3 s3, ServiceStack trio) implements AutoCloseable {
        static WithS3 start(Path directory) throws IOException {
            var s3 = LocalS3.start(directory.resolve("s3"));
            s3.createBucket("files");
            var options = ServiceStack.Options.defaults().with(s3.environment("files"));
            return new WithS3(s3, ServiceStack.start(directory.resolve("data-s3"), options));
        }

        @Override
        public void close() {
            trio.close();
            s3.close();
        }
    }

    private String measure(ServiceStack trio, @Nullable ServiceStack viaS3, Path gpx, Path records) throws Exception {
        var database = trio.stack().postgres().createDatabase("waymill_bench");
        var floor = new ImportFloor(database, Points.of(SEED, points));
        var ofGpx = new ArrayList<Double>();
        var ofRecords = new ArrayList<Double>();
        var ofS3 = new ArrayList<Double>();
        var floors = new ArrayList<Double>();
        for (int run = 0; run <= runs; run++) {
            double floorMillis = floor.run() / 1e6;
            double gpxMillis = importOnce(trio, gpx, "gpx-" + run) / 1e6;
            double recordsMillis = importOnce(trio, records, "records-" + run) / 1e6;
            Output.log(
                    "%s floor %,.0f ms, GPX %,.0f ms, Records.json %,.0f ms",
                    run == 0 ? "warm-up:" : "run " + run + ":", floorMillis, gpxMillis, recordsMillis);
            if (viaS3 != null) {
                double s3Millis = importOnce(viaS3, gpx, "gpx-" + run) / 1e6;
                Output.log("GPX through S3 %,.0f ms", s3Millis);
                if (run > 0) {
                    ofS3.add(s3Millis / gpxMillis);
                }
            }
            if (run > 0) {
                floors.add(floorMillis);
                ofGpx.add(gpxMillis);
                ofRecords.add(recordsMillis);
            }
        }
        var json = result(Output.median(ofGpx), Output.median(ofRecords), Output.median(floors));
        if (!ofS3.isEmpty()) {
            json.put("timeThroughS3", Output.round(Output.median(ofS3)));
        }
        return json.toString();
    }

    /// @return nanoseconds from the first byte of the upload to the job's success
    private long importOnce(ServiceStack trio, Path file, String owner) throws IOException, InterruptedException {
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

    private ObjectNode result(double gpxMillis, double recordsMillis, double floorMillis) {
        var json = Output.result("import", runs);
        json.put("points", points)
                .put("oursMs", Math.round(gpxMillis))
                .put("recordsMs", Math.round(recordsMillis))
                .put("floorMs", Math.round(floorMillis))
                .put("oursPointsPerSecond", Math.round(points / gpxMillis * 1_000))
                .put("recordsPointsPerSecond", Math.round(points / recordsMillis * 1_000))
                .put("floorPointsPerSecond", Math.round(points / floorMillis * 1_000))
                .put("ratio", Output.round(floorMillis / gpxMillis))
                .put("ratioRecords", Output.round(floorMillis / recordsMillis));
        return json;
    }
}
