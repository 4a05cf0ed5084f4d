package dev.waymill.worker.handler;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Lets attempts run side by side, or one with nothing beside it. Thread-safe: guarded by this.
///
/// One that is to run alone waits until all others have ended, and none begins meanwhile. After its time alone
/// others may begin beside it: it has shown that it does not kill the worker soon.
final class AttemptGate {
    private int inside;
    private int waitingAlone;
    private @Nullable Pass alone;

    /// Waits until the attempt may begin.
    ///
    /// @param time how long nothing else may run beside it; null for an ordinary attempt
    synchronized Pass enter(@Nullable Duration time) throws InterruptedException {
        return time == null ? enterBeside() : enterAlone(time);
    }

    private Pass enterBeside() throws InterruptedException {
        while (alone != null || waitingAlone > 0) {
            wait();
        }
        inside++;
        return new Pass();
    }

    private Pass enterAlone(Duration time) throws InterruptedException {
        waitingAlone++;
        try {
            while (inside > 0) {
                wait();
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

    private synchronized void leave(Pass pass) {
        inside--;
        open(pass);
        notifyAll();
    }

    /// An attempt that has begun, until it is closed.
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
            leave(this);
        }
    }
}
