package dev.waymill.gateway.schedule;

import dev.waymill.events.RawJson;
import dev.waymill.gateway.schedule.Recurrence.Cron;
import dev.waymill.gateway.schedule.Recurrence.Every;
import dev.waymill.gateway.schedule.Schedule.MisfirePolicy;
import dev.waymill.gateway.submit.JobRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// The schedules in the database. Thread-safe.
@Repository
class ScheduleStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;

    ScheduleStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ADD = """
            INSERT INTO schedule (id, owner, name, job, payload, cron, time_zone, every_millis, anchor, missed, paused, next_at,
                                  created_at, updated_at)
            VALUES (:id, :owner, :name, :job::jsonb, :payload::json, :cron, :timeZone, :everyMillis, :anchor, :missed,
                    :paused, :nextAt, :createdAt, :updatedAt)
            ON CONFLICT (owner, name) DO NOTHING
            """;

    /// @return false when the owner has one of that name
    boolean add(Schedule schedule) {
        return all(ADD, schedule).update() == 1;
    }

    private static final String REPLACE = """
            UPDATE schedule
            SET name = :name, job = :job::jsonb, payload = :payload::json, cron = :cron, time_zone = :timeZone,
                every_millis = :everyMillis, anchor = :anchor, missed = :missed, paused = :paused, next_at = :nextAt, updated_at = :updatedAt
            WHERE id = :id AND owner = :owner
            """;

    void replace(Schedule schedule) {
        all(REPLACE, schedule).update();
    }

    private JdbcClient.StatementSpec all(String sql, Schedule schedule) {
        var cron = schedule.rhythm() instanceof Cron one ? one : null;
        var every = schedule.rhythm() instanceof Every one ? one : null;
        var payload = schedule.job().payload();
        return jdbc.sql(sql)
                .param("id", schedule.id())
                .param("owner", schedule.owner())
                .param("name", schedule.name())
                .param("job", JSON.writeValueAsString(schedule.job().with(null)))
                .param("payload", payload == null ? null : payload.text())
                .param("cron", cron == null ? null : cron.expression())
                .param("timeZone", cron == null ? null : cron.zone().getId())
                .param("everyMillis", every == null ? null : every.step().toMillis())
                .param("anchor", Timestamp.from(every == null ? schedule.createdAt() : every.anchor()))
                .param("missed", schedule.missed().wireName())
                .param("paused", schedule.paused())
                .param("nextAt", Timestamp.from(schedule.nextAt()))
                .param("createdAt", Timestamp.from(schedule.createdAt()))
                .param("updatedAt", Timestamp.from(schedule.updatedAt()));
    }

    private static final String FIND = """
            SELECT * FROM schedule WHERE owner = :owner AND id = :id
            """;

    Optional<Schedule> find(String owner, UUID id) {
        return jdbc.sql(FIND)
                .param("owner", owner)
                .param("id", id)
                .query((row, _) -> read(row))
                .optional();
    }

    private static final String NAMED = """
            SELECT * FROM schedule WHERE owner = :owner AND name = :name
            """;

    Optional<Schedule> named(String owner, String name) {
        return jdbc.sql(NAMED)
                .param("owner", owner)
                .param("name", name)
                .query((row, _) -> read(row))
                .optional();
    }

    private static final String LIST = """
            SELECT id, owner, name, job, NULL AS payload, cron, time_zone, every_millis, anchor, missed, paused, next_at,
                   last_at, last_job_id, created_at, updated_at
            FROM schedule WHERE owner = :owner AND name > :after ORDER BY name LIMIT :limit
            """;

    /// Without their payloads: a page of those may be more than fits into memory.
    List<Schedule> list(String owner, String after, int limit) {
        return jdbc.sql(LIST)
                .param("owner", owner)
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> read(row))
                .list();
    }

    private static final String REMOVE = """
            DELETE FROM schedule WHERE owner = :owner AND id = :id
            """;

    boolean remove(String owner, UUID id) {
        return jdbc.sql(REMOVE).param("owner", owner).param("id", id).update() == 1;
    }

    private static final String LOCK = """
            SELECT * FROM schedule WHERE owner = :owner AND id = :id FOR UPDATE
            """;

    /// Keeps it from firing until the end of the transaction.
    Optional<Schedule> lock(String owner, UUID id) {
        return jdbc.sql(LOCK)
                .param("owner", owner)
                .param("id", id)
                .query((row, _) -> read(row))
                .optional();
    }

    private static final String DUE = """
            SELECT id FROM schedule WHERE NOT paused AND next_at <= clock_timestamp() ORDER BY next_at LIMIT :limit
            """;

    /// What is due, the longest first.
    List<UUID> due(int limit) {
        return jdbc.sql(DUE).param("limit", limit).query(UUID.class).list();
    }

    private static final String LOCK_DUE = """
            SELECT * FROM schedule
            WHERE id = :id AND NOT paused AND next_at <= clock_timestamp()
            FOR UPDATE SKIP LOCKED
            """;

    /// Empty when another gateway has it, or it is not due any more.
    Optional<Schedule> lockDue(UUID id) {
        return jdbc.sql(LOCK_DUE).param("id", id).query((row, _) -> read(row)).optional();
    }

    private static final String PUT_OFF = """
            UPDATE schedule SET next_at = clock_timestamp() + INTERVAL '1 minute' WHERE id = :id
            """;

    void putOff(UUID id) {
        jdbc.sql(PUT_OFF).param("id", id).update();
    }

    private static final String MOVE_ON = """
            UPDATE schedule
            SET next_at = coalesce(:nextAt::timestamptz, next_at), paused = paused OR :nextAt::timestamptz IS NULL
            WHERE id = :id
            """;

    /// @param next null when it never fires again: then it is paused
    void moveOn(UUID id, @Nullable Instant next) {
        jdbc.sql(MOVE_ON)
                .param("id", id)
                .param("nextAt", next == null ? null : next.toString())
                .update();
    }

    private static final String FIRED = """
            UPDATE schedule SET last_at = :at, last_job_id = :job WHERE id = :id
            """;

    void fired(UUID id, Instant at, UUID job) {
        jdbc.sql(FIRED)
                .param("id", id)
                .param("at", Timestamp.from(at))
                .param("job", job)
                .update();
    }

    private static final String PAUSE = """
            UPDATE schedule SET paused = :paused, next_at = :nextAt WHERE id = :id
            """;

    void pause(UUID id, boolean paused, Instant next) {
        jdbc.sql(PAUSE)
                .param("id", id)
                .param("paused", paused)
                .param("nextAt", Timestamp.from(next))
                .update();
    }

    private static final String NOW = """
            SELECT clock_timestamp()
            """;

    /// All gateways go by this clock.
    Instant now() {
        return jdbc.sql(NOW).query(Timestamp.class).single().toInstant();
    }

    private static Schedule read(ResultSet row) throws SQLException {
        var cron = row.getString("cron");
        var payload = row.getString("payload");
        var job = JSON.readValue(row.getString("job"), JobRequest.class);
        return new Schedule(
                row.getObject("id", UUID.class),
                row.getString("owner"),
                row.getString("name"),
                job.with(payload == null ? null : new RawJson(payload)),
                cron == null
                        ? new Every(
                                Duration.ofMillis(row.getLong("every_millis")),
                                row.getTimestamp("anchor").toInstant())
                        : new Cron(cron, ZoneId.of(row.getString("time_zone"))),
                MisfirePolicy.ofWireName(row.getString("missed")),
                row.getBoolean("paused"),
                row.getTimestamp("next_at").toInstant(),
                instant(row, "last_at"),
                row.getObject("last_job_id", UUID.class),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
