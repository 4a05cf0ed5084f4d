package dev.waymill.worker.handler;

import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.worker.report.DispatchedTask;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of an attempt whose handler threw something unexpected, an Error included.
public final class UnexpectedFailure {
    private static final Logger log = LoggerFactory.getLogger(UnexpectedFailure.class);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(2);
    private static final int MAX_LOGGED = 8_000;

    private UnexpectedFailure() {}

    /// A failure; but if the database is unavailable, a snooze, which counts no attempt.
    public static Report report(DispatchedTask task, Throwable thrown) {
        if (TransientDatabaseError.isCauseOf(thrown)) {
            log.warn("{} snoozed for {}, the database is unavailable: {}", task, DATABASE_AWAY, text(thrown));
            return new Report.Snoozed(DATABASE_AWAY);
        }
        var stack = stackOf(thrown);
        log.error("{} failed unexpectedly; the scheduler decides on a retry: {}", task, stack);
        return new Report.Failed(new TaskError("internal-error", "The handler failed unexpectedly", stack), true);
    }

    /// The throwable's class and message. A throwable's own methods may throw.
    public static String text(Throwable thrown) {
        try {
            return String.valueOf(thrown);
        } catch (RuntimeException | Error _) {
            return thrown.getClass().getName();
        }
    }

    private static String stackOf(Throwable thrown) {
        try {
            var text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString()
                    .substring(0, Math.min(MAX_LOGGED, text.getBuffer().length()));
        } catch (RuntimeException | Error _) {
            return thrown.getClass().getName();
        }
    }
}
