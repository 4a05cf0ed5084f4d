package dev.waymill.scheduler.status;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.dispatch.DispatchBudget;
import dev.waymill.scheduler.metrics.RunTimes;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/// Samples the queues in the background. Sampled by its loop's thread, read by any.
@Component
class QueueSampler {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final SampleStore store;
    private final DispatchBudget dispatch;
    private final RunTimes runTimes;
    private final Clock clock;
    private final PositionAges changes = new PositionAges();
    private volatile QueueSample last = QueueSample.NONE;

    QueueSampler(SampleStore store, DispatchBudget dispatch, RunTimes runTimes, Clock clock) {
        this.store = store;
        this.dispatch = dispatch;
        this.runTimes = runTimes;
        this.clock = clock;
    }

    @Bean
    static Loop queueSampleLoop(QueueSampler sampler) {
        return Loop.observer("queue-sample", INTERVAL, sampler::tick);
    }

    /// Reads the next sample. If that fails, the last one stays, and its age says so.
    boolean tick() {
        runTimes.age(INTERVAL);
        var depths = store.depths();
        var workers = store.workers(dispatch.workerSilence());
        var backlog = store.backlog();
        long now = System.nanoTime();
        last = new QueueSample(
                new SampleMoment(clock.instant(), now),
                depths,
                workers,
                backlog,
                changesAge(backlog, now),
                runTimes.meanSeconds());
        return false;
    }

    private double changesAge(SampleStore.Backlog backlog, long now) {
        if (backlog.changes() == 0) {
            changes.empty();
            return 0;
        }
        return changes.ageSeconds(backlog.firstChange(), backlog.lastChange(), now);
    }

    QueueSample last() {
        return last;
    }
}
