package dev.waymill.scheduler.dispatch;

import dev.waymill.scheduler.dispatch.ClaimStore.QueuePosition;
import dev.waymill.scheduler.dispatch.Dispatcher.Claim;
import dev.waymill.scheduler.limit.ClaimBudget;
import dev.waymill.scheduler.limit.Limits;
import dev.waymill.scheduler.queue.ReadyQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The claim used when limits exist. It reads the queue in the same order. A task that a limit keeps back is
/// parked at the far end, so that it is checked once and does not slow later claims. A parked task keeps its
/// place in the order: it is claimed before later ones as soon as its limit has capacity.
@Component
class LimitedClaim {
    /// How many parked tasks to read for a limit with capacity, at least: another limit may keep the first ones
    /// back.
    private static final int LEAST_READ = 50;

    private final JdbcClient jdbc;
    private final ClaimStore ready;
    private final Limits limits;

    LimitedClaim(JdbcClient jdbc, ClaimStore ready, Limits limits) {
        this.jdbc = jdbc;
        this.ready = ready;
        this.limits = limits;
    }

    boolean needed() {
        return limits.anyExist();
    }

    /// A candidate task.
    ///
    /// @param limitedBy the limit that keeps it back; null if none does so far
    private record Candidate(
            UUID taskId,
            long start,
            long position,
            String type,
            String owner,
            boolean cleanUp,
            @Nullable String limitedBy) {
        QueuePosition place() {
            return new QueuePosition(start, position);
        }
    }

    /// @param most how many tasks to claim at most, even if the limits allow more
    @Transactional
    public Claim claim(QueuePosition from, int most, DispatchProperties bounds) {
        var budget = limits.budget();
        var front = front(from, bounds.batch());
        var candidates = Stream.concat(findParked(budget, most).stream(), front.stream())
                .sorted((one, other) -> one.place().compareTo(other.place()))
                .toList();
        var taken = new ArrayList<UUID>();
        var refused = new ArrayList<Parked>();
        boolean moved = false;
        var last = from;
        for (var candidate : candidates) {
            if (taken.size() == most) {
                break;
            }
            var limit = refusal(candidate, budget);
            if (limit == null) {
                taken.add(candidate.taskId());
            } else if (!limit.equals(candidate.limitedBy())) {
                refused.add(new Parked(candidate.taskId(), limit));
                moved |= candidate.limitedBy() != null;
            }
            if (candidate.limitedBy() == null) {
                last = candidate.place();
            }
        }
        park(refused);
        limits.taken(budget);
        // A task that moved from one limit to another may have hidden a task that can run.
        int read = moved ? bounds.batch() : Math.max(front.size(), taken.size());
        return new Claim(ready.claim(taken, bounds), read, last);
    }

    private static @Nullable String refusal(Candidate candidate, ClaimBudget budget) {
        return candidate.cleanUp()
                ? null
                : budget.take(candidate.type(), candidate.owner()).orElse(null);
    }

    private static final String FRONT = """
            WITH front AS MATERIALIZED (
                SELECT task_id, start, position FROM ready
                WHERE (start, position) > (:start, :position) AND start < :far
                ORDER BY start, position
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            SELECT f.*, j.type, j.owner, t.clean_up, NULL AS limited_by
            FROM front f JOIN task t ON t.id = f.task_id JOIN job j ON j.id = t.job_id
            """;

    private List<Candidate> front(QueuePosition from, int limit) {
        return jdbc.sql(FRONT)
                .param("start", from.start())
                .param("position", from.position())
                .param("far", ReadyQueue.PARKED_OFFSET)
                .param("limit", limit)
                .query(Candidate.class)
                .list();
    }

    /// Skips from limit to limit in the index, instead of reading all parked tasks.
    private static final String LIMITED_BY = """
            WITH RECURSIVE step (limited_by) AS (
                (SELECT limited_by FROM ready WHERE limited_by IS NOT NULL ORDER BY limited_by LIMIT 1)
                UNION ALL
                SELECT (SELECT r.limited_by FROM ready r WHERE r.limited_by > s.limited_by ORDER BY r.limited_by LIMIT 1)
                FROM step s WHERE s.limited_by IS NOT NULL
            )
            SELECT limited_by FROM step WHERE limited_by IS NOT NULL
            """;

    private static final String FIRST_OF_EACH = """
            SELECT f.task_id, f.start - :far AS start, f.position, j.type, j.owner, t.clean_up, f.limited_by
            FROM unnest(:limits::text[], :counts::integer[]) AS input (limited_by, tasks)
            CROSS JOIN LATERAL (
                SELECT * FROM ready r WHERE r.limited_by = input.limited_by
                ORDER BY r.start, r.position
                LIMIT input.tasks
                FOR UPDATE SKIP LOCKED
            ) f
            JOIN task t ON t.id = f.task_id
            JOIN job j ON j.id = t.job_id
            """;

    /// Parked tasks whose limit may have capacity now.
    private List<Candidate> findParked(ClaimBudget budget, int most) {
        var open = jdbc.sql(LIMITED_BY).query(String.class).list().stream()
                .filter(limit -> budget.remaining(limit) > 0)
                .toList();
        if (open.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(FIRST_OF_EACH)
                .param("limits", open.toArray(String[]::new))
                .param(
                        "counts",
                        open.stream()
                                .map(limit -> Math.min(most, Math.max(LEAST_READ, budget.remaining(limit))))
                                .toArray(Integer[]::new))
                .param("far", ReadyQueue.PARKED_OFFSET)
                .query(Candidate.class)
                .list();
    }

    private record Parked(UUID task, String limit) {}

    private static final String PARK = """
            UPDATE ready r SET limited_by = input.limited_by, start = start % :far + :far
            FROM unnest(:tasks::uuid[], :limits::text[]) AS input (task_id, limited_by)
            WHERE r.task_id = input.task_id
            """;

    private void park(List<Parked> refused) {
        if (!refused.isEmpty()) {
            jdbc.sql(PARK)
                    .param("far", ReadyQueue.PARKED_OFFSET)
                    .param("tasks", refused.stream().map(Parked::task).toArray(UUID[]::new))
                    .param("limits", refused.stream().map(Parked::limit).toArray(String[]::new))
                    .update();
        }
    }
}
