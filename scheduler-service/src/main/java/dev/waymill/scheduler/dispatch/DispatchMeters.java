package dev.waymill.scheduler.dispatch;

import dev.waymill.events.JobTypes;
import dev.waymill.runtime.metrics.Buckets;
import dev.waymill.runtime.metrics.MetersByTag;
import dev.waymill.scheduler.dispatch.ClaimStore.Claimed;
import dev.waymill.scheduler.metrics.LeaseMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/// Meters of dispatch. Its loop calls them after its transactions.
@Component
class DispatchMeters {
    private final Timer claim;
    private final Counter claimed;
    private final Counter unsent;
    private final LeaseMeters leases;
    private final MetersByTag<Waits> waits;

    DispatchMeters(MeterRegistry registry, LeaseMeters leases) {
        this.leases = leases;
        claim = Buckets.STATEMENT
                .timer("waymill.dispatch.claim", "One claim. It gets slower with the dead rows of `ready` and `lease`")
                .register(registry);
        claimed = Counter.builder("waymill.dispatch.claimed")
                .description("Tasks claimed for dispatch")
                .register(registry);
        unsent = Counter.builder("waymill.dispatch.unsent")
                .description("Claimed tasks that the broker did not confirm; they are sent again later")
                .register(registry);
        waits = new MetersByTag<>("type", JobTypes.builtIn(), type -> Waits.register(type, registry));
    }

    /// How long tasks of one job type wait.
    private record Waits(Timer first, Timer retry) {
        static Waits register(Tag type, MeterRegistry registry) {
            return new Waits(register(type, false, registry), register(type, true, registry));
        }

        private static Timer register(Tag type, boolean retry, MeterRegistry registry) {
            return Buckets.WAIT
                    .timer(
                            "waymill.task.wait",
                            "Time that a task was ready until it was claimed, also while a limit kept it back")
                    .tags(Tags.of(type).and("retry", Boolean.toString(retry)))
                    .register(registry);
        }

        Timer of(Claimed task) {
            return task.retry() ? retry : first;
        }
    }

    void claimed(List<Claimed> tasks, Duration took) {
        claim.record(took);
        claimed.increment(tasks.size());
        for (var task : tasks) {
            if (task.readyAt() != null) {
                waits.of(task.type()).of(task).record(Duration.between(task.readyAt(), task.claimedAt()));
            }
        }
    }

    void unsent(int tasks) {
        unsent.increment(tasks);
    }

    void sentAgain(int tasks) {
        leases.unsent(tasks);
    }
}
