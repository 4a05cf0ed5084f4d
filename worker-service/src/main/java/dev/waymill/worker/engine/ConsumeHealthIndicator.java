package dev.waymill.worker.engine;

import dev.waymill.worker.consume.ConsumerEngine;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// The health component `consume`: down while a poll thread is dead, hangs, or fails again and again.
@Component
class ConsumeHealthIndicator implements HealthIndicator {
    private final ConsumerEngine engine;

    ConsumeHealthIndicator(ConsumerEngine engine) {
        this.engine = engine;
    }

    @Override
    public Health health() {
        var engineHealth = engine.health();
        var health = engineHealth.isHealthy() ? Health.up() : Health.down();
        health.withDetail("consumers", engineHealth.consumers())
                .withDetail("alive", engineHealth.alive())
                .withDetail("oldestPass", engineHealth.oldestPass());
        if (!engineHealth.error().isEmpty()) {
            health.withDetail("lastError", engineHealth.error());
        }
        return health.build();
    }
}
