package dev.waymill.scheduler.job.query;

import dev.waymill.events.rest.JobFilter;
import dev.waymill.events.rest.JobItem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Pages through jobs, newest first, which is the order of their ids. Every page is read from the primary key,
/// whatever the filter, so no other index has to be written with each job.
@Component
class JobQueries {
    /// Greater than every id: where the list begins.
    static final UUID START = new UUID(-1, -1);

    private static final int MILLIS_SHIFT = 16;

    private final JdbcClient jdbc;

    JobQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String PAGE = """
            SELECT id, owner, type, state, priority, attempt, error_code, error_message, created_at, updated_at, finished_at
            FROM job
            WHERE id < :before AND id >= :from
              AND (:state::text IS NULL OR state = :state)
              AND (:type::text IS NULL OR type = :type)
              AND (:owner::text IS NULL OR owner = :owner)
            ORDER BY id DESC
            LIMIT :limit
            """;

    /// @param before those with lesser ids; the last one of the page before
    List<JobItem> page(JobFilter filter, UUID before, int limit) {
        var end = filter.to() == null ? START : firstId(filter.to());
        return jdbc.sql(PAGE)
                .param("before", order(end, before) < 0 ? end : before)
                .param("from", filter.from() == null ? new UUID(0, 0) : firstId(filter.from()))
                .param("state", filter.state())
                .param("type", filter.type())
                .param("owner", filter.owner())
                .param("limit", limit)
                .query((row, _) -> itemOf(row))
                .list();
    }

    private static JobItem itemOf(ResultSet row) throws SQLException {
        return new JobItem(
                row.getObject("id", UUID.class),
                row.getString("owner"),
                row.getString("type"),
                row.getString("state"),
                row.getInt("priority"),
                row.getInt("attempt"),
                JobStatusQueries.failure(row),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                JobStatusQueries.instant(row, "finished_at"));
    }

    /// The least UUIDv7 of that millisecond.
    private static UUID firstId(Instant moment) {
        return new UUID(moment.toEpochMilli() << MILLIS_SHIFT, 0);
    }

    /// Orders ids like PostgreSQL; [UUID#compareTo] compares the halves as signed numbers.
    private static int order(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high == 0 ? Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits()) : high;
    }
}
