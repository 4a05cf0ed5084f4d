package dev.waymill.gateway.live;

import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.StreamJobs;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The live streams: one per owner and device, created by its first point. Thread-safe.
@Repository
class LiveStreams {
    /// A client that sends another device name each time must not make a stream of each.
    private static final int MOST_OF_AN_OWNER = 100;
    /// The device of points without one, and of those beyond the limit.
    private static final String UNNAMED = "";

    private final JdbcClient jdbc;
    private final StreamJobs jobs;
    private final JobIds ids;

    LiveStreams(JdbcClient jdbc, StreamJobs jobs, JobIds ids) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.ids = ids;
    }

    /// Returns the stream of the device, in the transaction of the caller, which creates it if it is new.
    ///
    /// @param device empty for points without a device
    LiveStream of(String owner, String device) {
        return find(owner, device).orElseGet(() -> {
            lock(owner);
            return find(owner, device).orElseGet(() -> hasRoom(owner) ? create(owner, device) : unnamed(owner));
        });
    }

    private LiveStream unnamed(String owner) {
        return find(owner, UNNAMED).orElseGet(() -> create(owner, UNNAMED));
    }

    private static final String FIND = """
            SELECT job_id FROM live_stream WHERE owner = :owner AND device = :device
            """;

    private Optional<LiveStream> find(String owner, String device) {
        return jdbc.sql(FIND)
                .param("owner", owner)
                .param("device", device)
                .query(UUID.class)
                .optional()
                .map(job -> stream(job, device));
    }

    /// Holds the lock until the end of the transaction, so that a device gets one stream.
    private static final String LOCK = """
            SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended('live ' || :owner, 0))) AS locked
            """;

    private void lock(String owner) {
        jdbc.sql(LOCK).param("owner", owner).query(Integer.class).single();
    }

    private static final String COUNT = """
            SELECT count(*) FROM live_stream WHERE owner = :owner
            """;

    private boolean hasRoom(String owner) {
        return jdbc.sql(COUNT).param("owner", owner).query(Long.class).single() < MOST_OF_AN_OWNER;
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
