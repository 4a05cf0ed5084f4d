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

/// Reads the columns of a job. Thread-safe.
@Component
final class JobRow implements RowMapper<Job> {
    private static final JsonMapper JSON = JsonMapper.shared();

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
