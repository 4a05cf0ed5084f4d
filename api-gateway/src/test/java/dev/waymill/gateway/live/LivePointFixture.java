package dev.waymill.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waymill.events.ImportFile;
import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.Hints;
import dev.waymill.gateway.RunningGateway;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.objects.ImportObject;
import dev.waymill.objects.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Live points of a new owner, batchers for them, and the imports that these make. The loop of the gateway finds
/// nothing due.
final class LivePointFixture {
    static final LiveProperties AT_ONCE = new LiveProperties(1, Duration.ZERO);

    final RunningGateway gateway = RunningGateway.shared(RunningGateway.NO_BATCHES);
    final JdbcClient jdbc = gateway.jdbc();
    final ObjectStore objects = gateway.bean(ObjectStore.class);
    final String owner = newOwner();

    /// Deletes the points of other tests, which are due for these batchers.
    LivePointFixture() {
        jdbc.sql("DELETE FROM live_point").update();
    }

    static String newOwner() {
        return "owner-" + UUID.randomUUID();
    }

    LivePointStore store(LiveProperties properties) {
        return new LivePointStore(jdbc, properties);
    }

    /// A batcher that imports all points at once into the gateway's object store.
    LivePointBatcher batcher() {
        return batcher(objects);
    }

    LivePointBatcher batcher(ObjectStore into) {
        return batcher(store(AT_ONCE), into);
    }

    LivePointBatcher batcher(LivePointStore from, ObjectStore into) {
        return new LivePointBatcher(
                from,
                new LivePointFiles(into, Clock.systemUTC()),
                gateway.bean(Submissions.class),
                gateway.bean(JobIds.class),
                gateway.bean(TransactionTemplate.class));
    }

    /// Points with different devices: `name-0`, `name-1`…
    static List<TimelinePoint> points(int count, String name) {
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

    /// The number of points that are not imported yet.
    long waiting(String of) {
        return waiting(List.of(of));
    }

    long waiting(List<String> of) {
        return jdbc.sql("SELECT count(*) FROM live_point WHERE owner IN (:owners)")
                .param("owners", of)
                .query(Long.class)
                .single();
    }

    /// A job made from live points.
    record Stored(UUID job, String owner, ImportFile file) {}

    List<Stored> files(String of) {
        return jdbc.sql("SELECT id, payload FROM job WHERE owner = :owner AND type = 'import' ORDER BY created_at")
                .param("owner", of)
                .query((row, _) -> new Stored(
                        row.getObject("id", UUID.class),
                        of,
                        JsonMapper.shared().readValue(row.getString("payload"), ImportFile.class)))
                .list();
    }

    String text(Stored file) throws IOException {
        try (var in = open(file)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    List<TimelinePoint> read(Stored file) throws Exception {
        var points = new ArrayList<TimelinePoint>();
        var options = new LocationFile.Options(Format.POINTS, false, Hints.NONE, Clock.systemUTC());
        try (var in = open(file)) {
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
    List<String> importedDevices(String of) throws Exception {
        var devices = new ArrayList<String>();
        for (var file : files(of)) {
            read(file).forEach(point -> devices.add(point.device()));
        }
        return devices;
    }

    private InputStream open(Stored file) throws IOException {
        return objects.open(ImportObject.key(file.owner(), file.job()));
    }
}
