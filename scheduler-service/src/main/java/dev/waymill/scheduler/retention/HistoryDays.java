package dev.waymill.scheduler.retention;

import java.time.LocalDate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Creates and drops the day partitions of the history, each day in its own transaction. One scheduler does so
/// at a time; the others skip it. While a transaction waits for a table lock, everybody else waits behind it,
/// so the wait is short: shorter than PostgreSQL's deadlock timeout, so that PostgreSQL never aborts another
/// transaction instead.
@Component
class HistoryDays {
    private static final Logger log = LoggerFactory.getLogger(HistoryDays.class);

    /// Most rows moved while others wait: about a tenth of a second.
    private static final int MOST_MOVED = 10_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    HistoryDays(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    private static final String ADD = """
            SELECT add_history_day(:day, :most)
            """;

    /// Creates the missing partitions of those days.
    void add(List<LocalDate> wanted) {
        var there = days();
        for (var day : wanted.stream().filter(one -> !there.contains(one)).toList()) {
            exclusively(() -> {
                if (!days().contains(day)) {
                    change(ADD, day, "made");
                }
            });
        }
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
        for (var day : days().stream().filter(one -> one.isBefore(first)).toList()) {
            exclusively(() -> {
                if (days().contains(day)) {
                    change(DROP, day, "dropped");
                }
            });
        }
    }

    private static final String TRY_LOCK = """
            SELECT pg_try_advisory_xact_lock(hashtext('waymill.history'))
            """;

    private void exclusively(Runnable change) {
        transaction.executeWithoutResult(_ -> {
            if (jdbc.sql(TRY_LOCK).query(Boolean.class).single()) {
                change.run();
            }
        });
    }

    private void change(String change, LocalDate day, String what) {
        boolean done = jdbc.sql(change)
                .param("day", day)
                .param("most", MOST_MOVED)
                .query(Boolean.class)
                .single();
        log.info(
                "day={} of the history is {}",
                day,
                done ? what : "not " + what + " now, but tried again with the next round");
    }
}
