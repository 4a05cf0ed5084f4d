package dev.waymill.scheduler.job.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

    /// A null part does not filter.
    ///
    /// @param from submitted at or after that time, as encoded in the id
    /// @param to submitted before that time
    record Filter(
            @Nullable String state,
            @Nullable String type,
            @Nullable String owner,
            @Nullable Instant from,
            @Nullable Instant to) {}

    record Item(
            UUID id,
            String owner,
            String type,
            String state,
            int priority,
            int attempt,
            JobStatus.@Nullable Error error,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant finishedAt) {
        static Item of(ResultSet row, int number) throws SQLException {
            return new Item(
                    row.getObject("id", UUID.class),
                    row.getString("owner"),
                    row.getString("type"),
                    row.getString("state"),
                    row.getInt("priority"),
                    row.getInt("attempt"),
                    JobStatus.Error.of(row.getString("error_code"), row.getString("error_message")),
                    row.getObject("created_at", OffsetDateTime.class).toInstant(),
                    row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                    JobStatus.instant(row, "finished_at"));
        }
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

    /// @param before returns jobs with lesser ids; the last id of the previous page
    List<Item> page(Filter filter, UUID before, int limit) {
        var end = filter.to() == null ? START : firstId(filter.to());
        return jdbc.sql(PAGE)
                .param("before", order(end, before) < 0 ? end : before)
                .param("from", filter.from() == null ? new UUID(0, 0) : firstId(filter.from()))
                .param("state", filter.state())
                .param("type", filter.type())
                .param("owner", filter.owner())
                .param("limit", limit)
                .query(Item::of)
                .list();
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
