package dev.waymill.gateway.retention;

import dev.waymill.gateway.RunningGateway;
import dev.waymill.gateway.job.HistoryProperties;
import dev.waymill.gateway.upstream.SchedulerClient;
import dev.waymill.objects.ImportObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// Jobs and files of a new owner with times in the past, and sweeps over them. The scheduler keeps no job unless
/// a test says so.
final class HistoryFixture {
    /// The request for the jobs that the scheduler keeps.
    static final String KEPT = "POST /internal/jobs/kept";

    final RunningGateway gateway;
    final String owner = "owner-" + UUID.randomUUID();
    final String key;
    private final Path objects;
    private final Random random = new Random();

    HistoryFixture() {
        this(RunningGateway.shared());
    }

    private HistoryFixture(RunningGateway gateway) {
        this(gateway, gateway.directory.resolve("objects"));
    }

    /// @param objects where the gateway's object store has each object as a file
    HistoryFixture(RunningGateway gateway, Path objects) {
        this.gateway = gateway;
        this.objects = objects;
        this.key = gateway.key(owner, "operator");
        gateway.scheduler.respond(KEPT, 200, "{\"kept\": []}");
    }

    /// Deletes all that may be deleted now.
    void sweep() {
        sweep(newKeeper());
    }

    HistoryKeeper newKeeper() {
        return new HistoryKeeper(
                gateway.bean(ExpiredJobs.class),
                gateway.bean(StoredFiles.class),
                gateway.bean(SchedulerClient.class),
                gateway.bean(HistoryProperties.class));
    }

    static void sweep(HistoryKeeper keeper) {
        boolean more = true;
        while (more) {
            more = keeper.tick();
        }
    }

    /// Inserts a published job that finished this many days ago, a minute after it was created.
    UUID job(int daysAgo, String type, String state) {
        var made = Instant.now().minus(Duration.ofDays(daysAgo)).minusSeconds(60);
        var id = new UUID(
                made.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000), random.nextLong() >>> 2 | 1L << 63);
        boolean over = List.of("succeeded", "failed", "cancelled").contains(state);
        gateway.jdbc()
                .sql("""
                        INSERT INTO job (id, owner, type, payload, trace_id, traceparent, created_at, published_at, version,
                                         state, finished_at, updated_at)
                        VALUES (:id, :owner, :type,
                                '{"objectKey": "x", "fileName": "x", "sha256": "x", "bytes": 1, "grace": "PT0S"}', '', '',
                                :made::timestamptz, :made::timestamptz, 1, :state,
                                CASE WHEN :over THEN :made::timestamptz + INTERVAL '60 s' END, :made::timestamptz)
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("type", type)
                .param("made", made.toString())
                .param("state", state)
                .param("over", over)
                .update();
        return id;
    }

    /// Gives the job an id that was made so many days earlier.
    UUID moveId(UUID job, int days) {
        var earlier = new UUID(
                job.getMostSignificantBits() - (Duration.ofDays(days).toMillis() << 16), job.getLeastSignificantBits());
        update("UPDATE job SET id = '" + earlier + "' WHERE id = ?", job);
        return earlier;
    }

    void idempotencyKey(String name, UUID job, int daysAgo) {
        gateway.jdbc()
                .sql("""
                        INSERT INTO idempotency (owner, route, key, request_hash, job_id, created, created_at)
                        VALUES (:owner, 'r', :key, 'h', :job, true, clock_timestamp() - :days * INTERVAL '1 day')
                        """)
                .param("owner", owner)
                .param("key", name)
                .param("job", job)
                .param("days", daysAgo)
                .update();
    }

    /// The idempotency keys of the owner.
    List<String> keys() {
        return gateway.jdbc()
                .sql("SELECT key FROM idempotency WHERE owner = ?")
                .param(owner)
                .query(String.class)
                .list();
    }

    /// Moves the time in the column into the past.
    void age(String table, String column, String which, int days) {
        gateway.jdbc()
                .sql("UPDATE %s SET %s = %s - INTERVAL '%d days' WHERE %s"
                        .formatted(table, column, column, days, which))
                .update();
    }

    void update(String sql, Object parameter) {
        gateway.jdbc().sql(sql).param(parameter).update();
    }

    boolean exists(UUID job) {
        return gateway.jdbc()
                .sql("SELECT EXISTS (SELECT FROM job WHERE id = ?)")
                .param(job)
                .query(Boolean.class)
                .single();
    }

    String importKey(UUID job) {
        return ImportObject.key(owner, job);
    }

    /// The path of an object, whether it exists or not.
    Path place(String objectKey) {
        return objects.resolve(objectKey);
    }

    void file(String objectKey, Duration age) throws IOException {
        file(place(objectKey), age);
    }

    /// Stores a file that seems to be of that age.
    void file(Path place, Duration age) throws IOException {
        Files.createDirectories(place.getParent());
        Files.writeString(place, "bytes");
        Files.setLastModifiedTime(place, FileTime.from(Instant.now().minus(age)));
    }
}
