package dev.waymill.scheduler.history;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// The day partitions of the history, made and dropped, each day in a transaction of its own. One scheduler
/// does so at a time, the others leave it to that one. Everybody waits while a lock on a whole table is waited
/// for, so that is given up soon: earlier than PostgreSQL looks for deadlocks, so that it is never somebody
/// else who is stopped.
@Component
class HistoryDays {
    private static final Logger log = LoggerFactory.getLogger(HistoryDays.class);

    /// Rows moved while others wait, at most: about a tenth of a second.
    private static final int MOST_MOVED = 10_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    HistoryDays(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    private static final String MISSING = """
            SELECT day FROM unnest(:days::date[]) AS wanted (day)
            WHERE NOT EXISTS (SELECT FROM history_day h WHERE h.day = wanted.day)
            ORDER BY day
            """;

    private static final String ADD = """
            SELECT add_history_day(:day, :most)
            """;

    /// Makes the partitions of those days, where there are none.
    void add(List<LocalDate> days) {
        var missing = jdbc.sql(MISSING)
                .param("days", days.stream().map(LocalDate::toString).toArray(String[]::new))
                .query(LocalDate.class)
                .list();
        for (var day : missing) {
            change(day, () -> missing(day) && run(ADD, day), "is made");
        }
    }

    private boolean missing(LocalDate day) {
        return !days().contains(day);
    }

    private static final String DAYS = """
            SELECT day FROM history_day ORDER BY day
            """;

    List<LocalDate> days() {
        return jdbc.sql(DAYS).query(LocalDate.class).list();
    }

    private static final String DROP = """
            SELECT drop_history_day(:day, :most)
            """;

    /// Drops the partitions of all days before that one.
    void dropBefore(LocalDate first) {
        for (var day : days()) {
            if (day.isBefore(first)) {
                change(day, () -> !missing(day) && run(DROP, day), "is dropped");
            }
        }
    }

    private boolean run(String change, LocalDate day) {
        return jdbc.sql(change)
                .param("day", day)
                .param("most", MOST_MOVED)
                .query(Boolean.class)
                .single();
    }

    private static final String TAKE_TURN = """
            SELECT pg_try_advisory_xact_lock(hashtext('waymill.history'))
            """;

    private void change(LocalDate day, Supplier<Boolean> change, String what) {
        var done = transaction.execute(
                _ -> jdbc.sql(TAKE_TURN).query(Boolean.class).single() && change.get());
        log.info("The history of {} {}: {}", day, what, done ? "done" : "not now, tried again with the next round");
    }
}
