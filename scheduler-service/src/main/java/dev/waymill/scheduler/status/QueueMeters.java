package dev.waymill.scheduler.status;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/// The gauges of the last sample.
@Component
class QueueMeters implements MeterBinder {
    private static final List<String> STATES = List.of(
            "held", "blocked", "delayed", "overdue", "waiting-for-key", "ready", "limited", "dispatched", "running");
    /// In the other states waiting is intended.
    private static final List<String> AGED = List.of("overdue", "ready", "limited", "dispatched", "running");

    private final QueueSampler sampler;

    QueueMeters(QueueSampler sampler) {
        this.sampler = sampler;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        STATES.forEach(state -> gauge("waymill.tasks", it -> it.tasks(state))
                .description("Unfinished tasks; counting stops at 100,001. `delayed` are not yet due, `overdue` are due"
                        + " and not yet ready, `limited` are kept back by a limit")
                .tag("state", state)
                .register(registry));
        AGED.forEach(state -> seconds("waymill.tasks.oldest.age", it -> it.oldestSeconds(state))
                .description("Time since the oldest task is overdue, ready, dispatched or running")
                .tag("state", state)
                .register(registry));
        register(
                registry,
                "waymill.workers",
                "Workers that sent a heartbeat lately",
                it -> it.workers().living());
        register(
                registry,
                "waymill.slots",
                "Slots of the workers that sent a heartbeat lately",
                it -> it.workers().slots());
        register(
                registry,
                "waymill.workers.wanted",
                "Workers that would finish what is ready within a minute, beside what runs; at least 1",
                QueueSample::wantedWorkers);
        register(
                registry,
                "waymill.changes.waiting",
                "Job changes not yet published; counting stops at 100,001",
                it -> it.backlog().changes());
        seconds("waymill.changes.oldest.age", QueueSample::changesOldestSeconds)
                .description("Age of the oldest unpublished job change, at least")
                .register(registry);
        register(
                registry,
                "waymill.dead.letters.open",
                "Dead letters that nobody has retried or dismissed; counting stops at 100,001",
                it -> it.backlog().openDeadLetters());
        register(
                registry,
                "waymill.dead.letters.unpublished",
                "Dead tasks whose dead letter the broker does not have yet; counting stops at 100,001",
                it -> it.backlog().unpublishedDeadLetters());
        register(
                registry,
                "waymill.webhook.waiting",
                "Dead letters not yet sent to the webhook; counting stops at 100,001",
                it -> it.backlog().webhookWaiting());
        register(
                registry,
                "waymill.webhook.failures",
                "Failed calls of the webhook since the last success",
                it -> it.backlog().webhookFailures());
        register(
                registry,
                "waymill.history.partitions",
                "Days that have partitions of ended tasks and attempts",
                it -> it.backlog().historyDays());
        register(
                registry,
                "waymill.history.default.rows",
                "Ended tasks and attempts that are in no day's partition; counting stops at 100,001 for each",
                it -> it.backlog().historyDefaultRows());
    }

    private void register(
            MeterRegistry registry, String name, String description, ToDoubleFunction<QueueSample> value) {
        gauge(name, value).description(description).register(registry);
    }

    private Gauge.Builder<QueueSampler> seconds(String name, ToDoubleFunction<QueueSample> value) {
        return gauge(name, value).baseUnit("seconds");
    }

    private Gauge.Builder<QueueSampler> gauge(String name, ToDoubleFunction<QueueSample> value) {
        return Gauge.builder(name, sampler, it -> value.applyAsDouble(it.last()));
    }
}
