package dev.waymill.gateway.job;

import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// Reads jobs from the database and applies changes. Thread-safe.
@Repository
public class JobStore {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JobQuery.Position TOP =
            new JobQuery.Position(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));

    private final JdbcClient jdbc;
    private final JobRow rows;

    JobStore(JdbcClient jdbc, JobRow rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    private static final String IS_FORGOTTEN = """
            SELECT EXISTS (SELECT FROM forgotten_job WHERE id = :id AND owner = :owner)
            """;

    /// Returns the owner's job. Another owner's job is reported as unknown.
    ///
    /// @throws ProblemException when the job does not exist, or was deleted
    public Job get(String owner, UUID id) {
        return find(owner, id).orElseThrow(() -> isForgotten(owner, id) ? forgotten() : unknown());
    }

    private boolean isForgotten(String owner, UUID id) {
        return jdbc.sql(IS_FORGOTTEN)
                .param("id", id)
                .param("owner", owner)
                .query(Boolean.class)
                .single();
    }

    /// The response for a deleted job.
    public static ProblemException forgotten() {
        return new ProblemException(
                ProblemCode.JOB_FORGOTTEN, "The job finished long ago and was deleted. What it did remains.");
    }

    private static ProblemException unknown() {
        return new ProblemException(ProblemCode.JOB_NOT_FOUND, "You have no job with this id.");
    }

    private static final String FIND = """
            SELECT %s FROM job WHERE id = :id AND owner = :owner
            """.formatted(JobRow.COLUMNS);

    /// Returns the job if it belongs to the owner.
    public Optional<Job> find(String owner, UUID id) {
        return jdbc.sql(FIND).param("id", id).param("owner", owner).query(rows).optional();
    }

    private static final String PAYLOAD = """
            SELECT payload FROM job WHERE id = :id AND owner = :owner
            """;

    /// Returns the payload of the owner's job, which may take 256 KiB.
    public Optional<RawJson> payload(String owner, UUID id) {
        return jdbc.sql(PAYLOAD)
                .param("id", id)
                .param("owner", owner)
                .query(String.class)
                .optional()
                .map(RawJson::new);
    }

    /// Without filters, this is one range scan of job_by_owner, however many jobs precede the page: the row
    /// comparison is the range.
    private static final String LIST = """
            SELECT %s FROM (
                SELECT * FROM job
                WHERE owner = :owner
                  AND (created_at, id) < (:beforeAt::timestamptz, :beforeId::uuid)
                  AND (:state::text IS NULL OR state = :state::text)
                  AND (:type::text IS NULL OR type = :type::text)
                  AND (:from::timestamptz IS NULL OR created_at >= :from::timestamptz)
                  AND (:to::timestamptz IS NULL OR created_at < :to::timestamptz)
                  AND (:traceId::text IS NULL OR trace_id = :traceId::text)
                ORDER BY created_at DESC, id DESC
                LIMIT :limit
            ) page
            ORDER BY created_at DESC, id DESC
            """.formatted(JobRow.PAGE_COLUMNS);

    public List<Job> list(JobQuery query) {
        var after = query.after() == null ? TOP : query.after();
        return jdbc.sql(LIST)
                .param("owner", query.owner())
                .param("beforeAt", after.createdAt().toString())
                .param("beforeId", after.id())
                .param("state", text(query.state(), JobState::wireName))
                .param("type", query.type())
                .param("from", text(query.from(), Instant::toString))
                .param("to", text(query.to(), Instant::toString))
                .param("traceId", query.traceId())
                .param("limit", query.limit())
                .query(rows)
                .list();
    }

    /// One statement per batch. `version <` makes duplicate and late changes harmless, even when another
    /// gateway applies changes at the same time.
    private static final String APPLY = """
            UPDATE job SET
                version = news.version, state = news.state, attempt = news.attempt, progress = news.progress::jsonb,
                result = news.result::json, error_code = news.error_code, error_message = news.error_message,
                grace_ends_at = news.grace_ends_at::timestamptz, finished_at = news.finished_at::timestamptz,
                updated_at = news.updated_at::timestamptz
            FROM unnest(:ids::uuid[], :versions::bigint[], :states::text[], :attempts::int[], :progress::text[],
                        :results::text[], :errorCodes::text[], :errorMessages::text[], :graceEnds::text[],
                        :finished::text[], :updated::text[])
                AS news (id, version, state, attempt, progress, result, error_code, error_message, grace_ends_at,
                         finished_at, updated_at)
            WHERE job.id = news.id AND job.version < news.version
            RETURNING job.id
            """;

    /// Applies changes, in any order and any number of times.
    ///
    /// @return the jobs that were changed
    public List<UUID> apply(Collection<JobChange> news) {
        var newest = new HashMap<UUID, JobChange>();
        news.forEach(change -> newest.merge(change.id(), change, JobStore::newer));
        var changes = List.copyOf(newest.values());
        return jdbc.sql(APPLY)
                .param("ids", column(changes, c -> c.id().toString()), Types.ARRAY)
                .param("versions", changes.stream().map(JobChange::version).toArray(Long[]::new), Types.ARRAY)
                .param("states", column(changes, c -> c.state().wireName()), Types.ARRAY)
                .param("attempts", changes.stream().map(JobChange::attempt).toArray(Integer[]::new), Types.ARRAY)
                .param("progress", column(changes, c -> text(c.progress(), JobStore::progress)), Types.ARRAY)
                .param("results", column(changes, c -> text(c.result(), JobStore::result)), Types.ARRAY)
                .param("errorCodes", column(changes, c -> clean(text(c.error(), e -> e.code()))), Types.ARRAY)
                .param("errorMessages", column(changes, c -> clean(text(c.error(), e -> e.message()))), Types.ARRAY)
                .param("graceEnds", column(changes, c -> text(c.graceEndsAt(), Instant::toString)), Types.ARRAY)
                .param("finished", column(changes, c -> text(c.finishedAt(), Instant::toString)), Types.ARRAY)
                .param("updated", column(changes, c -> c.updatedAt().toString()), Types.ARRAY)
                .query(UUID.class)
                .list();
    }

    private static final String VERSIONS = """
            SELECT id, version FROM job WHERE id = ANY (:ids::uuid[])
            """;

    /// Returns the current versions of the jobs, to detect changes that another gateway applied.
    public Map<UUID, Long> versions(Collection<UUID> ids) {
        var versions = new HashMap<UUID, Long>();
        var texts = ids.stream().map(UUID::toString).toArray(String[]::new);
        jdbc.sql(VERSIONS).param("ids", texts, Types.ARRAY).query(row -> {
            versions.put(row.getObject("id", UUID.class), row.getLong("version"));
        });
        return versions;
    }

    private static JobChange newer(JobChange one, JobChange other) {
        return one.version() >= other.version() ? one : other;
    }

    private static @Nullable String[] column(List<JobChange> changes, Function<JobChange, @Nullable String> value) {
        return changes.stream().map(value).toArray(String[]::new);
    }

    private static <T> @Nullable String text(@Nullable T value, Function<T, String> text) {
        return value == null ? null : text.apply(value);
    }

    /// Replaces NUL, which PostgreSQL cannot store in text. Otherwise one such record would block all later
    /// changes.
    private static @Nullable String clean(@Nullable String text) {
        return text == null ? null : text.replace('\u0000', '\ufffd');
    }

    /// A json column can hold the escape of NUL, but then its fields cannot be queried.
    private static String result(RawJson result) {
        return result.withoutNul().text();
    }

    private static String progress(Progress progress) {
        var phase = progress.phase().replace('\u0000', '\ufffd');
        return JSON.writeValueAsString(new Progress(phase, progress.done(), progress.total()));
    }
}
