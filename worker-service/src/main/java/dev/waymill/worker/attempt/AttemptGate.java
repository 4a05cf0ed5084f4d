package dev.waymill.worker.attempt;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Runs attempts side by side, or one attempt alone. Thread-safe: guarded by this.
///
/// An attempt that runs alone waits until all others have ended, and no other starts meanwhile. Once its time
/// alone is over, others may start beside it, since it has not killed the worker.
final class AttemptGate {
    /// How soon a waiting attempt notices that it was cancelled, in milliseconds.
    private static final long POLL_MILLIS = 500;

    private int inside;
    private int waitingAlone;
    private @Nullable Pass alone;

    /// Waits until the attempt may start.
    ///
    /// @param time how long no other attempt may run beside it; null for an ordinary attempt
    /// @param cancelled whether it was cancelled meanwhile; then it stops waiting and blocks no other attempt
    /// @return null if it was cancelled
    synchronized @Nullable Pass enter(@Nullable Duration time, BooleanSupplier cancelled) throws InterruptedException {
        return time == null ? enterBeside(cancelled) : enterAlone(time, cancelled);
    }

    private @Nullable Pass enterBeside(BooleanSupplier cancelled) throws InterruptedException {
        while (alone != null || waitingAlone > 0) {
            if (cancelled.getAsBoolean()) {
                return null;
            }
            wait(POLL_MILLIS);
        }
        inside++;
        return new Pass();
    }

    private @Nullable Pass enterAlone(Duration time, BooleanSupplier cancelled) throws InterruptedException {
        waitingAlone++;
        try {
            while (inside > 0) {
                if (cancelled.getAsBoolean()) {
                    return null;
                }
                wait(POLL_MILLIS);
            }
        } finally {
            waitingAlone--;
            notifyAll();
        }
        inside++;
        var pass = new Pass();
        alone = pass;
        Thread.ofVirtual().name("alone").start(() -> pass.openAfter(time));
        return pass;
    }

    private synchronized void open(Pass pass) {
        if (alone == pass) {
            alone = null;
            notifyAll();
        }
    }

    private synchronized void exit(Pass pass) {
        inside--;
        open(pass);
        notifyAll();
    }

    /// An attempt that runs, until it is closed.
    final class Pass implements AutoCloseable {
        private void openAfter(Duration time) {
            try {
                Thread.sleep(time);
                open(this);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            exit(this);
        }
    }
}
