package dev.waymill.runtime.loop;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Down if a loop has had no successful tick for longer than its patience: its ticks fail, or one hangs.
record LoopHealth(LoopHistory history) implements HealthIndicator {
    @Override
    public Health health() {
        var health = history.isOverdue() ? Health.down() : Health.up();
        health.withDetail("age", history.age())
                .withDetail("patience", history.patience())
                .withDetail("succeeded", history.successes())
                .withDetail("failed", history.failures());
        var running = history.running();
        if (running != null) {
            health.withDetail("running", running);
        }
        var error = history.lastError();
        if (error != null) {
            health.withDetail("lastError", error);
        }
        return health.build();
    }
}
