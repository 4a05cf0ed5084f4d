package dev.waymill.scheduler.change;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobChanged;
import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.TaskError;
import dev.waymill.scheduler.loop.Loop;
import dev.waymill.scheduler.publish.Publisher;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Sends the newest state of every job that changed. Several schedulers may do so at once: readers go by the
/// version.
@Component
class ChangePublisher {
    private static final int BATCH = 500;

    private final JdbcClient jdbc;
    private final Publisher publisher;
    private final JsonMapper json;

    ChangePublisher(JdbcClient jdbc, Publisher publisher, JsonMapper json) {
        this.jdbc = jdbc;
        this.publisher = publisher;
        this.json = json;
    }

    /// The loop that others wake after the commit of a change.
    @Configuration(proxyBeanMethods = false)
    static class Wiring {
        @Bean
        Loop changeLoop(ChangePublisher publisher) {
            return new Loop("job-changes", Duration.ofSeconds(1), publisher::tick);
        }
    }

    private record Change(JobChanged event, @Nullable String traceparent) {}

    private static final String CHANGED = """
            SELECT j.* FROM job_change c JOIN job j ON j.id = c.job_id LIMIT :batch
            """;

    /// A row that is being changed right now holds a newer version: it is left, not waited for. Waiting could
    /// end in a circle with a batch of reports.
    private static final String SENT = """
            WITH told AS MATERIALIZED (
                SELECT c.job_id
                FROM job_change c
                JOIN unnest(:jobs::uuid[], :versions::bigint[]) AS sent (job_id, version) ON c.job_id = sent.job_id
                WHERE c.version <= sent.version
                FOR UPDATE OF c SKIP LOCKED
            )
            DELETE FROM job_change c USING told WHERE c.job_id = told.job_id
            """;

    /// Sends one batch and forgets what the broker has.
    boolean tick() {
        var changes = jdbc.sql(CHANGED)
                .param("batch", BATCH)
                .query((row, _) -> changeOf(row))
                .list();
        var sent = publisher.send(changes, change -> EventCodec.toRecord(change.event(), change.traceparent()));
        forget(sent.stream().map(Change::event).toList());
        return sent.size() == BATCH;
    }

    private void forget(List<JobChanged> sent) {
        if (!sent.isEmpty()) {
            jdbc.sql(SENT)
                    .param("jobs", sent.stream().map(JobChanged::jobId).toArray(UUID[]::new))
                    .param("versions", sent.stream().map(JobChanged::version).toArray(Long[]::new))
                    .update();
        }
    }

    private Change changeOf(ResultSet row) throws SQLException {
        var job = row.getObject("id", UUID.class);
        long version = row.getLong("version");
        var phase = row.getString("phase");
        var result = row.getString("result");
        var code = row.getString("error_code");
        var event = new JobChanged(
                UUID.nameUUIDFromBytes((job + "@" + version).getBytes(StandardCharsets.US_ASCII)),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                job,
                row.getString("owner"),
                version,
                JobState.ofWireName(row.getString("state")),
                row.getInt("attempt"),
                phase == null ? null : new Progress(phase, row.getLong("done"), row.getLong("total")),
                result == null ? null : json.readTree(result),
                code == null ? null : new TaskError(code, row.getString("error_message"), null),
                instant(row, "grace_ends_at"),
                instant(row, "finished_at"));
        return new Change(event, row.getString("traceparent"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
