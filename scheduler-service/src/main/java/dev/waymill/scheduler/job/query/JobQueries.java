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

/// Pages through jobs, newest first, which is the order of their ids: a page is read from the primary key,
/// whatever is asked for, and no other index has to be written with each job.
@Component
class JobQueries {
    /// Where the list begins.
    static final UUID START = new UUID(-1, -1);

    private static final int MILLIS_SHIFT = 16;

    private final JdbcClient jdbc;

    JobQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Each part that is null leaves them all in.
    ///
    /// @param from when they were submitted, at or after, as their ids tell
    /// @param to when they were submitted, before
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

    /// @param before those with lesser ids; the last one of the page before
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

    /// As PostgreSQL orders them; [UUID#compareTo] takes the halves for signed numbers.
    private static int order(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high == 0 ? Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits()) : high;
    }
}
