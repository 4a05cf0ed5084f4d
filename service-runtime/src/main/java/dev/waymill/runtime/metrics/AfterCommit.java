package dev.waymill.runtime.metrics;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Counts what a transaction did once it is committed: a transaction that is rolled back is tried again and
/// would count twice.
public final class AfterCommit {
    private AfterCommit() {}

    /// Runs the count after the commit of the current transaction, or now if there is none.
    public static void run(Runnable count) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            count.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                count.run();
            }
        });
    }
}
