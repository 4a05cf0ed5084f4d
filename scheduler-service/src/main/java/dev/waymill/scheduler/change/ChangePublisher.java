package dev.waymill.scheduler.change;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobChanged;
import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.publish.Publisher;
import dev.waymill.scheduler.publish.Publisher.RejectedEvent;
import dev.waymill.scheduler.publish.Publisher.Result;
import dev.waymill.scheduler.queue.ClaimCursor;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Publishes the newest state of every changed job. Several schedulers may do so at once, since readers compare
/// the version.
@Component
class ChangePublisher {
    private static final Logger log = LoggerFactory.getLogger(ChangePublisher.class);
    private static final int BATCH = 500;
    /// Most bytes of results read in one batch, except for the last one; the rest follows in the next batch.
    private static final int BATCH_BYTES = 4 << 20;

    private static final RawJson OMITTED = new RawJson("{\"omitted\":\"The result is too large to be sent\"}");

    private final JdbcClient jdbc;
    private final Publisher publisher;
    private final ClaimCursor<Long> front = new ClaimCursor<>(-1L);

    ChangePublisher(JdbcClient jdbc, Publisher publisher) {
        this.jdbc = jdbc;
        this.publisher = publisher;
    }

    /// The loop that others wake after the commit of a change.
    @Configuration(proxyBeanMethods = false)
    static class Wiring {
        @Bean
        Loop changeLoop(ChangePublisher publisher) {
            return new Loop("job-changes", Duration.ofSeconds(1), publisher::tick);
        }
    }

    /// @param positions the outbox rows it was read from
    private record Change(JobChanged event, @Nullable String traceparent, Long[] positions) {
        long last() {
            return Collections.max(Arrays.asList(positions));
        }

        Change cut() {
            var error = event.error();
            var cut = new JobChanged(
                    event.eventId(),
                    event.occurredAt(),
                    event.jobId(),
                    event.owner(),
                    event.version(),
                    event.state(),
                    event.attempt(),
                    event.progress(),
                    event.result() == null ? null : OMITTED,
                    error == null ? null : new TaskError(start(error.code()), start(error.message()), null),
                    event.graceEndsAt(),
                    event.finishedAt());
            return new Change(cut, traceparent, positions);
        }

        private static String start(String text) {
            return text.substring(0, Math.min(500, text.length()));
        }
    }

    private static final String CHANGED = """
            WITH next AS MATERIALIZED (
                SELECT position, job_id FROM job_change WHERE position > :from ORDER BY position LIMIT :batch
            ), changed AS MATERIALIZED (
                SELECT job_id, array_agg(position) AS positions, max(position) AS last FROM next GROUP BY job_id
            )
            SELECT * FROM (
                SELECT j.*, changed.positions,
                       sum(coalesce(octet_length(j.result::text), 0)) OVER (ORDER BY changed.last) AS bytes,
                       coalesce(octet_length(j.result::text), 0) AS own_bytes
                FROM changed CROSS JOIN LATERAL (
                    SELECT id, owner, version, state, attempt, phase, done, total, result, error_code, error_message,
                           grace_ends_at, finished_at, updated_at, traceparent
                    FROM job WHERE id = changed.job_id OFFSET 0
                ) j
            ) sized
            WHERE bytes - own_bytes < :bytes
            """;

    private static final String SENT = """
            DELETE FROM job_change WHERE position = ANY(:positions)
            """;

    /// Publishes one batch and deletes the rows that the broker has. The rest is read again in the next pass.
    boolean tick() {
        long beganAt = System.nanoTime();
        var from = front.position(beganAt);
        var changes = jdbc.sql(CHANGED)
                .param("from", from)
                .param("batch", BATCH)
                .param("bytes", BATCH_BYTES)
                .query((row, _) -> changeOf(row))
                .list();
        var result = send(changes);
        forget(result.sent());
        sendCut(result.refused());
        int sent = result.sent().size() + result.refused().size();
        long last = changes.stream().mapToLong(Change::last).max().orElse(from);
        front.taken(from, last, beganAt, System.nanoTime());
        return !changes.isEmpty() && sent == changes.size();
    }

    private Result<Change> send(List<Change> changes) {
        return publisher.send(changes, change -> EventCodec.toRecord(change.event(), change.traceparent()));
    }

    /// A change too large for a record is published without its result, so that the job's end is not delayed.
    private void sendCut(List<RejectedEvent<Change>> refused) {
        if (refused.isEmpty()) {
            return;
        }
        refused.forEach(one -> log.error(
                "job={} version={} published without its result: {}",
                one.event().event().jobId(),
                one.event().event().version(),
                one.why()));
        var result = send(refused.stream().map(one -> one.event().cut()).toList());
        forget(result.sent());
        result.refused()
                .forEach(one -> log.error(
                        "job={} version={} cannot be published, skipping this change: {}",
                        one.event().event().jobId(),
                        one.event().event().version(),
                        one.why()));
        forget(result.refused().stream().map(RejectedEvent::event).toList());
    }

    private void forget(List<Change> sent) {
        if (!sent.isEmpty()) {
            jdbc.sql(SENT)
                    .param(
                            "positions",
                            sent.stream()
                                    .flatMap(one -> Arrays.stream(one.positions()))
                                    .toArray(Long[]::new))
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
                result == null ? null : new RawJson(result),
                code == null ? null : new TaskError(code, row.getString("error_message"), null),
                instant(row, "grace_ends_at"),
                instant(row, "finished_at"));
        return new Change(event, row.getString("traceparent"), (Long[])
                row.getArray("positions").getArray());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
