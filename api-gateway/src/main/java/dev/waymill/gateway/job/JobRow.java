package dev.waymill.gateway.job;

import dev.waymill.events.ImportFile;
import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Maps the columns of a job row. Thread-safe.
@Component
final class JobRow implements RowMapper<Job> {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String ALL_BUT_RESULT = """
            id, owner, type, CASE WHEN type IN ('import', 'live') THEN payload ELSE '{}' END AS payload, priority, trace_id,
            created_at, version, state, attempt, progress, error_code, error_message, grace_ends_at, finished_at,
            updated_at, sha256, unique_until""";

    /// All columns of a job that are read. The payload, which may be large, is read only for imports and live streams.
    /// A result
    /// of more than 256 KiB is left out.
    static final String COLUMNS = ALL_BUT_RESULT + """
            , CASE WHEN octet_length(result::text) <= 262144 THEN result END AS result
            """;

    /// The same for a page of jobs, newest first. When the results of a page exceed 256 KiB in total, the
    /// remaining ones are left out.
    static final String PAGE_COLUMNS = ALL_BUT_RESULT + """
            , CASE WHEN sum(octet_length(result::text)) OVER (ORDER BY created_at DESC, id DESC) <= 262144 THEN result END
                AS result
            """;

    private final HistoryProperties history;

    JobRow(HistoryProperties history) {
        this.history = history;
    }

    @Override
    public Job mapRow(ResultSet row, int number) throws SQLException {
        var progress = row.getString("progress");
        var result = row.getString("result");
        return new Job(
                row.getObject("id", UUID.class),
                row.getString("owner"),
                row.getString("type"),
                new RawJson(row.getString("payload")),
                row.getInt("priority"),
                row.getString("trace_id"),
                row.getTimestamp("created_at").toInstant(),
                row.getLong("version"),
                JobState.ofWireName(row.getString("state")),
                row.getInt("attempt"),
                progress == null ? null : JSON.readValue(progress, Progress.class),
                result == null ? null : new RawJson(result),
                error(row),
                instant(row.getTimestamp("grace_ends_at")),
                instant(row.getTimestamp("finished_at")),
                row.getTimestamp("updated_at").toInstant(),
                new Job.Retention(
                        history.keep(),
                        instant(row.getTimestamp("unique_until")),
                        row.getString("type").equals(ImportFile.JOB_TYPE) && row.getString("sha256") != null));
    }

    private static @Nullable TaskError error(ResultSet row) throws SQLException {
        var code = row.getString("error_code");
        return code == null ? null : new TaskError(code, row.getString("error_message"), null);
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
