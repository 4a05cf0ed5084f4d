package dev.waymill.scheduler.deadletter;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobDeadLetter.Source;
import dev.waymill.events.JobDeadLetter.Story;
import dev.waymill.scheduler.job.JobStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Stores dead letters. Each method is one transaction.
@Component
class DeadLetterStore {
    /// Most characters of a value in index entries and lists; the event keeps the full text.
    private static final int MAX_NAME = 200;

    private static final int MAX_MESSAGE = 2_000;
    private static final Pattern EXCEPTION = Pattern.compile("^([\\w$]++(?:\\.[\\w$]++)++)(?=[:\\s]|$)");

    private final JdbcClient jdbc;
    private final JobStore jobs;
    private final WebhookProperties webhook;
    private final WebhookSchedule schedule;

    DeadLetterStore(JdbcClient jdbc, JobStore jobs, WebhookProperties webhook, WebhookSchedule schedule) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.webhook = webhook;
        this.schedule = schedule;
    }

    /// A received dead letter, and the id of the trace it was sent with.
    record ReceivedLetter(JobDeadLetter letter, @Nullable String traceId) {
        private <T> @Nullable T source(Function<Source, @Nullable T> part) {
            return letter.source() == null ? null : part.apply(letter.source());
        }

        private <T> @Nullable T story(Function<Story, @Nullable T> part) {
            return letter.story() == null ? null : part.apply(letter.story());
        }

        private @Nullable String trace() {
            var own = story(Story::traceId);
            return own == null ? traceId : own;
        }

        private boolean cleanUp() {
            return letter.story() != null && letter.story().cleanUp();
        }

        private int generation() {
            return letter.story() == null ? 0 : letter.story().generation();
        }

        /// The exception class, if there is one; else the error code.
        private String errorClass() {
            var stack =
                    EXCEPTION.matcher(Objects.requireNonNullElse(letter.error().stack(), ""));
            return stack.find() ? stack.group(1) : letter.error().code();
        }
    }

    /// The job may have been retried before its dead letter arrives; then the dead letter is resolved at once.
    private static final String ADD = """
            INSERT INTO dead_letter (id, owner, type, kind, job_id, task_id, reason, error_class, error_message, attempts,
                                     clean_up, trace_id, source_topic, source_partition, source_offset, event, dead_at,
                                     state, resolved_at, resolved_reason)
            SELECT id, owner, type, kind, job_id, task_id, reason, error_class, error_message, attempts, clean_up, trace_id,
                   topic, partition, source_offset, event::json, dead_at::timestamptz,
                   CASE WHEN late THEN 'retried' ELSE 'dead' END,
                   CASE WHEN late THEN clock_timestamp() END,
                   CASE WHEN late THEN 'retried with its job' END
            FROM unnest(:ids::uuid[], :owners::text[], :types::text[], :kinds::text[], :jobs::uuid[], :tasks::uuid[],
                        :reasons::text[], :classes::text[], :messages::text[], :attempts::integer[],
                        :cleanUps::boolean[], :generations::integer[], :traces::text[], :topics::text[],
                        :partitions::integer[], :offsets::bigint[], :events::text[], :deadAts::text[])
                 AS input (id, owner, type, kind, job_id, task_id, reason, error_class, error_message, attempts,
                          clean_up, generation, trace_id, topic, partition, source_offset, event, dead_at)
            CROSS JOIN LATERAL (
                SELECT NOT input.clean_up
                       AND EXISTS (
                           SELECT FROM job j WHERE j.id = input.job_id AND j.generation > input.generation) AS late
            ) l
            ON CONFLICT (id) DO NOTHING
            RETURNING id, state
            """;

    private record Added(UUID id, String state) {}

    /// Adds dead letters; ignores known ones. Locks their jobs, so that no job is retried meanwhile.
    @Transactional
    public void add(List<ReceivedLetter> received) {
        jobs.lock(received.stream()
                .map(one -> one.letter().jobId())
                .filter(Objects::nonNull)
                .toList());
        var added = jdbc.sql(ADD)
                .param("ids", letters(received, JobDeadLetter::eventId, UUID[]::new))
                .param("owners", letters(received, DeadLetterStore::owner, String[]::new))
                .param("types", column(received, one -> name(one.story(Story::jobType)), String[]::new))
                .param("kinds", letters(received, one -> name(one.kind()), String[]::new))
                .param("jobs", letters(received, JobDeadLetter::jobId, UUID[]::new))
                .param("tasks", letters(received, JobDeadLetter::taskId, UUID[]::new))
                .param("reasons", letters(received, one -> name(one.reason()), String[]::new))
                .param("classes", column(received, one -> name(one.errorClass()), String[]::new))
                .param("messages", letters(received, one -> text(one.error().message(), MAX_MESSAGE), String[]::new))
                .param("attempts", letters(received, JobDeadLetter::attempts, Integer[]::new))
                .param("cleanUps", column(received, ReceivedLetter::cleanUp, Boolean[]::new))
                .param("generations", column(received, ReceivedLetter::generation, Integer[]::new))
                .param("traces", column(received, one -> name(one.trace()), String[]::new))
                .param("topics", column(received, one -> name(one.source(Source::topic)), String[]::new))
                .param("partitions", column(received, one -> one.source(Source::partition), Integer[]::new))
                .param("offsets", column(received, one -> one.source(Source::offset), Long[]::new))
                .param("events", letters(received, DeadLetterStore::event, String[]::new))
                .param("deadAts", letters(received, one -> one.occurredAt().toString(), String[]::new))
                .query(Added.class)
                .list();
        if (webhook.isOn()) {
            schedule.add(added.stream()
                    .filter(one -> one.state().equals("dead"))
                    .map(Added::id)
                    .toList());
        }
    }

    private static String event(JobDeadLetter letter) {
        return new String(EventCodec.encode(letter), StandardCharsets.UTF_8);
    }

    /// Returns null for an owner name that is too long: a part of it could be another owner's name.
    private static @Nullable String owner(JobDeadLetter letter) {
        return letter.owner() == null || letter.owner().length() > MAX_NAME ? null : name(letter.owner());
    }

    private static @Nullable String name(@Nullable String text) {
        return text == null ? null : text(text, MAX_NAME);
    }

    /// Replaces U+0000, the only character that PostgreSQL's text cannot hold.
    private static String text(String text, int length) {
        return text.substring(0, Math.min(length, text.length())).replace('\0', '\uFFFD');
    }

    private static <R> R[] letters(
            List<ReceivedLetter> rows, Function<JobDeadLetter, @Nullable R> value, IntFunction<R[]> type) {
        return column(rows, row -> value.apply(row.letter()), type);
    }

    private static <R> R[] column(
            List<ReceivedLetter> rows, Function<ReceivedLetter, @Nullable R> value, IntFunction<R[]> type) {
        return rows.stream().map(value).toArray(type);
    }
}
