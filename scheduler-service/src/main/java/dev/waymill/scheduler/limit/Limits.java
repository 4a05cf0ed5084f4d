package dev.waymill.scheduler.limit;

import dev.waymill.scheduler.limit.Limit.Key;
import dev.waymill.scheduler.limit.Limit.Rate;
import dev.waymill.scheduler.limit.Limit.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The limits and the tasks counted against them.
@Component
public class Limits {
    private final JdbcClient jdbc;

    Limits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ANY_EXIST = """
            SELECT EXISTS (SELECT FROM dispatch_limit) OR EXISTS (SELECT FROM ready WHERE limited_by IS NOT NULL)
            """;

    /// Whether any limit exists, or any task is parked behind one.
    public boolean anyExist() {
        return jdbc.sql(ANY_EXIST).query(Boolean.class).single();
    }

    private static final String ALONE_FROM = """
            SELECT pg_advisory_xact_lock(hashtextextended('waymill dispatch limits', 0))
            """;

    private static final String ALL = """
            SELECT scope, name, at_once, rate, per_millis, paused FROM dispatch_limit
            """;

    private static final String OUT = """
            SELECT j.type, j.owner, count(*)::integer AS tasks
            FROM lease l JOIN task t ON t.id = l.task_id JOIN job j ON j.id = t.job_id
            WHERE NOT t.clean_up
            GROUP BY j.type, j.owner
            """;

    /// Computes what may be dispatched now. Until the end of the transaction no other scheduler can dispatch
    /// under a limit or change one: otherwise two could use the same capacity.
    public ClaimBudget budget() {
        jdbc.sql(ALONE_FROM).query((_, _) -> 1).single();
        var limits = jdbc.sql(ALL).query((row, _) -> limit(row)).list().stream()
                .collect(Collectors.toMap(Limit::key, Function.identity()));
        var out = new HashMap<Key, Integer>();
        if (limits.values().stream().anyMatch(limit -> limit.atOnce() != null)) {
            jdbc.sql(OUT).query(row -> {
                int tasks = row.getInt("tasks");
                out.merge(new Key(Scope.TYPE, row.getString("type")), tasks, Integer::sum);
                out.merge(new Key(Scope.OWNER, row.getString("owner")), tasks, Integer::sum);
            });
        }
        boolean rates = limits.values().stream().anyMatch(limit -> limit.rate() != null);
        return new ClaimBudget(limits, out, rates ? started() : Map.of());
    }

    private static final String DELETE_EXPIRED = """
            DELETE FROM limited_start s
            WHERE NOT EXISTS (
                SELECT FROM dispatch_limit l
                WHERE l.scope = split_part(s.limited_by, ':', 1)
                  AND s.at > clock_timestamp() - l.per_millis * INTERVAL '1 millisecond')
            """;

    /// A type's or owner's own limit takes precedence over `*`.
    private static final String STARTED = """
            SELECT s.limited_by, sum(s.tasks)::integer AS tasks
            FROM limited_start s
            CROSS JOIN LATERAL (
                SELECT l.per_millis FROM dispatch_limit l
                WHERE l.scope = split_part(s.limited_by, ':', 1)
                  AND l.name IN (substr(s.limited_by, strpos(s.limited_by, ':') + 1), '*')
                ORDER BY l.name = '*'
                LIMIT 1
            ) of
            WHERE s.at > clock_timestamp() - of.per_millis * INTERVAL '1 millisecond'
            GROUP BY s.limited_by
            """;

    /// Deletes recorded starts that are outside their rate's period or have no rate any more.
    public void deleteExpiredStarts() {
        jdbc.sql(DELETE_EXPIRED).update();
    }

    private Map<Key, Integer> started() {
        deleteExpiredStarts();
        var started = new HashMap<Key, Integer>();
        jdbc.sql(STARTED).query(row -> {
            started.put(Key.of(row.getString("limited_by")), row.getInt("tasks"));
        });
        return started;
    }

    private static final String RECORD = """
            INSERT INTO limited_start (limited_by, at, tasks)
            SELECT limited_by, clock_timestamp(), tasks
            FROM unnest(:limits::text[], :tasks::integer[]) AS input (limited_by, tasks)
            """;

    /// Records what was taken, in the same transaction.
    public void taken(ClaimBudget budget) {
        var taken = budget.takenUnderRates();
        if (!taken.isEmpty()) {
            jdbc.sql(RECORD)
                    .param("limits", taken.keySet().stream().map(Key::toString).toArray(String[]::new))
                    .param("tasks", taken.values().toArray(Integer[]::new))
                    .update();
        }
    }

    /// @param waiting tasks that the limit keeps back; for `*` the sum over all types or owners; counted up to
    ///     10,000
    record LimitUsage(Limit limit, long waiting) {}

    private static final String SHOW = """
            SELECT l.*, (
                SELECT count(*) FROM (
                    SELECT FROM ready r
                    WHERE r.limited_by = l.scope || ':' || l.name
                       OR l.name = '*' AND r.limited_by LIKE l.scope || ':%'
                    LIMIT 10000) x
            ) AS waiting
            FROM dispatch_limit l
            WHERE :scope::text IS NULL OR (l.scope, l.name) = (:scope, :name)
            ORDER BY l.scope, l.name
            """;

    List<LimitUsage> list() {
        return show(null);
    }

    Optional<LimitUsage> find(Key key) {
        return show(key).stream().findFirst();
    }

    private List<LimitUsage> show(@Nullable Key key) {
        return jdbc.sql(SHOW)
                .param("scope", key == null ? null : key.scope().wireName())
                .param("name", key == null ? null : key.name())
                .query((row, _) -> new LimitUsage(limit(row), row.getLong("waiting")))
                .list();
    }

    private static final String SET = """
            INSERT INTO dispatch_limit (scope, name, at_once, rate, per_millis, paused)
            VALUES (:scope, :name, :atOnce, :rate, :perMillis, :paused)
            ON CONFLICT (scope, name) DO UPDATE
            SET at_once = excluded.at_once, rate = excluded.rate, per_millis = excluded.per_millis, paused = excluded.paused
            """;

    /// Replaces the limit; one that limits nothing is removed. Dispatched tasks are not affected.
    @Transactional
    public void set(Limit limit) {
        var rate = limit.rate();
        jdbc.sql(ALONE_FROM).query((_, _) -> 1).single();
        if (limit.limitsNothing()) {
            remove(limit.key());
            return;
        }
        jdbc.sql(SET)
                .param("scope", limit.key().scope().wireName())
                .param("name", limit.key().name())
                .param("atOnce", limit.atOnce())
                .param("rate", rate == null ? null : rate.tasks())
                .param("perMillis", rate == null ? null : rate.per().toMillis())
                .param("paused", limit.paused())
                .update();
    }

    /// Pauses or resumes a type or an owner; its other limits stay.
    @Transactional
    public void pause(Key key, boolean paused) {
        jdbc.sql(ALONE_FROM).query((_, _) -> 1).single();
        var limit = find(key).map(LimitUsage::limit).orElse(new Limit(key, null, null, false));
        set(new Limit(key, limit.atOnce(), limit.rate(), paused));
    }

    private static final String REMOVE = """
            DELETE FROM dispatch_limit WHERE scope = :scope AND name = :name
            """;

    private void remove(Key key) {
        jdbc.sql(REMOVE)
                .param("scope", key.scope().wireName())
                .param("name", key.name())
                .update();
    }

    private static Limit limit(ResultSet row) throws SQLException {
        var rate = row.getObject("rate", Integer.class);
        return new Limit(
                new Key(Scope.ofWireName(row.getString("scope")), row.getString("name")),
                row.getObject("at_once", Integer.class),
                rate == null ? null : new Rate(rate, Duration.ofMillis(row.getLong("per_millis"))),
                row.getBoolean("paused"));
    }
}
