package dev.waymill.worker.handler;

import dev.waymill.worker.consume.ConsumerEngine;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// The number of stuck threads, whose attempts were abandoned. Down once they are as many as the worker's
/// slots: only a new process gets rid of them.
@Component
class AttemptsHealthIndicator implements HealthIndicator {
    private final HandlerThreads threads;
    private final ConsumerEngine engine;

    AttemptsHealthIndicator(HandlerThreads threads, ConsumerEngine engine) {
        this.threads = threads;
        this.engine = engine;
    }

    @Override
    public Health health() {
        int stuck = threads.stuck();
        var health = stuck < engine.concurrency() ? Health.up() : Health.down();
        return health.withDetail("stuck", stuck).build();
    }
}
