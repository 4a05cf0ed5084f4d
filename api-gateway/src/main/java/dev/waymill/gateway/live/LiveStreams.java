package dev.waymill.gateway.live;

import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.StreamJobs;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The live streams: one per owner and device, created by its first point. Thread-safe.
@Repository
class LiveStreams {
    /// A client that sends another device name each time must not make a stream of each.
    private static final int MOST_OF_AN_OWNER = 100;
    /// The device of points without one, and of those beyond the limit.
    static final String UNNAMED = "";

    private final JdbcClient jdbc;
    private final StreamJobs jobs;
    private final JobIds ids;

    LiveStreams(JdbcClient jdbc, StreamJobs jobs, JobIds ids) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.ids = ids;
    }

    /// Returns the stream of each device, in the transaction of the caller, which creates those that are new.
    ///
    /// @param devices [#UNNAMED] for points without a device
    Map<String, LiveStream> of(String owner, Set<String> devices) {
        var known = find(owner);
        if (!known.keySet().containsAll(devices)) {
            lock(owner);
            known = find(owner);
            create(owner, devices, known);
        }
        var all = known;
        return devices.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        device -> Objects.requireNonNull(all.getOrDefault(device, all.get(UNNAMED)))));
    }

    /// Those beyond the limit have the stream without a name.
    private void create(String owner, Set<String> devices, Map<String, LiveStream> known) {
        for (var device : devices) {
            var fitting = known.size() < MOST_OF_AN_OWNER ? device : UNNAMED;
            if (!known.containsKey(device) && !known.containsKey(fitting)) {
                known.put(fitting, create(owner, fitting));
            }
        }
    }

    private static final String FIND = """
            SELECT device, job_id FROM live_stream WHERE owner = :owner
            """;

    private Map<String, LiveStream> find(String owner) {
        var known = new HashMap<String, LiveStream>();
        jdbc.sql(FIND).param("owner", owner).query(row -> {
            var device = row.getString("device");
            known.put(device, stream(row.getObject("job_id", UUID.class), device));
        });
        return known;
    }

    /// Holds the lock until the end of the transaction, so that a device gets one stream.
    private static final String LOCK = """
            SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended('live ' || :owner, 0))) AS locked
            """;

    private void lock(String owner) {
        jdbc.sql(LOCK).param("owner", owner).query(Integer.class).single();
    }

    private static final String INSERT = """
            INSERT INTO live_stream (owner, device, job_id) VALUES (:owner, :device, :job)
            """;

    private LiveStream create(String owner, String device) {
        var stream = stream(ids.next(), device);
        jobs.insert(stream.job(), owner, stream.name(), device.isEmpty() ? null : device);
        jdbc.sql(INSERT)
                .param("owner", owner)
                .param("device", device)
                .param("job", stream.job())
                .update();
        return stream;
    }

    private static LiveStream stream(UUID job, String device) {
        return new LiveStream(job, device.isEmpty() ? "live points" : "live points of " + device);
    }
}
