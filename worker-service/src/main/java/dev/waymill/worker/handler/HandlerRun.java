package dev.waymill.worker.handler;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One call of a handler on its own thread, so that the waiting thread can stop waiting. Thread-safe.
final class HandlerRun implements Runnable {
    /// The run of the current thread.
    static final ScopedValue<HandlerRun> CURRENT = ScopedValue.newInstance();

    private static final Logger log = LoggerFactory.getLogger(HandlerRun.class);

    private final TaskHandler handler;
    private final Attempt attempt;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final List<Connection> connections = new ArrayList<>();
    private @Nullable Thread thread;

    HandlerRun(TaskHandler handler, Attempt attempt) {
        this.handler = handler;
        this.attempt = attempt;
    }

    /// What the handler returned or threw.
    record End(@Nullable Outcome outcome, @Nullable Throwable thrown) {}

    @Override
    public void run() {
        attach();
        var end = call();
        detach();
        this.end.complete(end);
    }

    private End call() {
        try {
            return new End(ScopedValue.where(CURRENT, this).call(() -> handler.handle(attempt)), null);
        } catch (Throwable e) {
            return new End(null, e);
        }
    }

    private synchronized void attach() {
        thread = Thread.currentThread();
    }

    /// Clears the interrupt: the thread's next run must not get an interrupt meant for this one.
    private synchronized void detach() {
        thread = null;
        connections.clear();
        var unused = Thread.interrupted();
    }

    End await(long nanos) throws InterruptedException, TimeoutException {
        try {
            return end.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A run always completes with an outcome", e);
        }
    }

    void whenEnded(Runnable then) {
        var unused = end.thenRun(then);
    }

    /// Registers a connection that the handler's thread has borrowed from the pool.
    synchronized void borrowed(Connection connection) throws SQLException {
        for (var it = connections.iterator(); it.hasNext(); ) {
            if (it.next().isClosed()) {
                it.remove();
            }
        }
        connections.add(connection);
    }

    /// Interrupts the handler and cancels its running statements, since the driver does not react to
    /// interrupts.
    void interrupt() {
        List<Connection> open;
        synchronized (this) {
            if (thread == null) {
                return;
            }
            thread.interrupt();
            open = List.copyOf(connections);
        }
        for (var connection : open) {
            try {
                connection.unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException e) {
                log.debug("No statement was cancelled: {}", e.getMessage());
            }
        }
    }

    /// Interrupts the handler and closes its connections, in case the database does not answer.
    void abort() {
        interrupt();
        List<Connection> open;
        synchronized (this) {
            open = List.copyOf(connections);
        }
        for (var connection : open) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("No connection was closed: {}", e.getMessage());
            }
        }
    }

    /// The handler's current stack trace, for logs.
    synchronized StackTraceElement[] stack() {
        return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    }
}
