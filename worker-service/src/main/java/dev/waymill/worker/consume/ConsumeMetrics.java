package dev.waymill.worker.consume;

import dev.waymill.worker.consume.offset.PartitionStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// Metrics per assigned partition: the meters are removed with the assignment, since a gauge of a revoked
/// partition would be wrong. Thread-safe.
final class ConsumeMetrics {
    private record PartitionMeter(String name, String description, ToDoubleFunction<PartitionStatus> value) {}

    private static final List<PartitionMeter> GAUGES = List.of(
            new PartitionMeter("in.flight", "Records taken and not finished", PartitionStatus::inFlight),
            new PartitionMeter(
                    "watermark",
                    "The offset to be committed: the lowest unfinished record",
                    PartitionStatus::watermark),
            new PartitionMeter("lag", "Records between the watermark and the end", PartitionStatus::lag),
            new PartitionMeter(
                    "spread", "Offsets between the watermark and the last record taken", PartitionStatus::spread),
            new PartitionMeter(
                    "oldest.seconds",
                    "How long the record at the watermark has been in flight",
                    status -> status.oldestAge().toMillis() / 1e3));
    private static final List<PartitionMeter> COUNTERS = List.of(
            new PartitionMeter("commits", "Commits of offsets", PartitionStatus::commits),
            new PartitionMeter(
                    "skipped",
                    "Records that had finished before a restart or rebalance and did not run again",
                    PartitionStatus::skipped),
            new PartitionMeter("given.up", "Records sent to the dead letters", PartitionStatus::givenUp));

    private final MeterRegistry registry;
    private final Counter unheld;
    private final Counter lost;
    private final Counter repeatable;
    private final Map<Assignment, List<Meter>> meters = new HashMap<>();

    ConsumeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.unheld = Counter.builder("waymill.consume.unheld")
                .description("Finished records that did not fit into the commit metadata; they run again after a crash")
                .register(registry);
        this.lost = Counter.builder("waymill.consume.lost")
                .description("Partitions lost because the session timed out")
                .register(registry);
        this.repeatable = Counter.builder("waymill.consume.repeatable")
                .description("Records that had run, or were running, when their partition went before their commit;"
                        + " they may run again on its next owner")
                .register(registry);
    }

    void countLost(int partitions) {
        lost.increment(partitions);
    }

    void countRepeatable(long records) {
        repeatable.increment(records);
    }

    void countMetadataOverflow(long records) {
        unheld.increment(records);
    }

    synchronized void add(Assignment assignment) {
        var partition = assignment.partition;
        var tags = Tags.of("topic", partition.topic(), "partition", String.valueOf(partition.partition()));
        var each = Stream.concat(
                GAUGES.stream().map(meter -> gauge(meter, assignment, tags)),
                COUNTERS.stream().map(meter -> counter(meter, assignment, tags)));
        meters.put(assignment, each.toList());
    }

    synchronized void remove(Assignment assignment) {
        var gone = meters.remove(assignment);
        if (gone != null) {
            gone.forEach(registry::remove);
        }
    }

    /// The latest status of all partitions, by topic and number.
    synchronized List<PartitionStatus> status() {
        Collection<Assignment> current = meters.keySet();
        return current.stream()
                .map(Assignment::status)
                .sorted(Comparator.comparing(PartitionStatus::topic).thenComparing(PartitionStatus::partition))
                .toList();
    }

    private Meter gauge(PartitionMeter meter, Assignment assignment, Tags tags) {
        return Gauge.builder(
                        "waymill.consume." + meter.name(),
                        assignment,
                        each -> meter.value().applyAsDouble(each.status()))
                .description(meter.description())
                .tags(tags)
                .register(registry);
    }

    private Meter counter(PartitionMeter meter, Assignment assignment, Tags tags) {
        return FunctionCounter.builder(
                        "waymill.consume." + meter.name(),
                        assignment,
                        each -> meter.value().applyAsDouble(each.status()))
                .description(meter.description())
                .tags(tags)
                .register(registry);
    }
}
