package dev.waymill.worker.handler;

import dev.waymill.worker.consume.ConsumerEngine;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// How many threads are stuck in attempts that have ended without them. Once they are as many as the worker has
/// slots, only a new process gets rid of them.
@Component
public class AttemptsHealthIndicator implements HealthIndicator {
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
