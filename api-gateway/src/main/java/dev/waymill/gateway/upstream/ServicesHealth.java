package dev.waymill.gateway.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// Reports whether the scheduler and the worker are ready. This is part of the gateway's readiness, so that a
/// start script has to wait for one URL only. The services are called at most once a second, however often
/// health is checked. Thread-safe: guarded by this.
@Component("services")
final class ServicesHealth implements HealthIndicator {
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final SchedulerClient scheduler;
    private final WorkerClient worker;
    private final Clock clock;
    private @Nullable Health last;
    private Instant expiresAt = Instant.MIN;

    ServicesHealth(SchedulerClient scheduler, WorkerClient worker, Clock clock) {
        this.scheduler = scheduler;
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public synchronized Health health() {
        var known = last;
        if (known == null || !clock.instant().isBefore(expiresAt)) {
            known = check();
            last = known;
            expiresAt = clock.instant().plus(KEPT);
        }
        return known;
    }

    private Health check() {
        boolean schedulerReady = scheduler.isReady();
        boolean workerReady = worker.isReady();
        var health = schedulerReady && workerReady ? Health.up() : Health.outOfService();
        return health.withDetail("scheduler", schedulerReady ? "ready" : "not ready")
                .withDetail("worker", workerReady ? "ready" : "not ready")
                .build();
    }
}
