package dev.waymill.worker.consume;

import dev.waymill.worker.consume.offset.PartitionStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Metrics per assigned partition: the meters are removed with the assignment, since a gauge of a revoked
/// partition would be wrong. Thread-safe.
final class ConsumeMetrics {
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
        var each = new ArrayList<Meter>();
        each.add(gauge("in.flight", assignment, tags, PartitionStatus::inFlight));
        each.add(gauge("watermark", assignment, tags, PartitionStatus::watermark));
        each.add(gauge("lag", assignment, tags, PartitionStatus::lag));
        each.add(gauge("spread", assignment, tags, PartitionStatus::spread));
        each.add(gauge(
                "oldest.seconds", assignment, tags, status -> status.oldestAge().toMillis() / 1e3));
        each.add(counter("commits", assignment, tags, PartitionStatus::commits));
        each.add(counter("skipped", assignment, tags, PartitionStatus::skipped));
        each.add(counter("given.up", assignment, tags, PartitionStatus::givenUp));
        meters.put(assignment, each);
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

    private Meter gauge(String name, Assignment assignment, Tags tags, ToDoubleFunction<PartitionStatus> value) {
        return Gauge.builder("waymill.consume." + name, assignment, each -> value.applyAsDouble(each.status()))
                .tags(tags)
                .register(registry);
    }

    private Meter counter(String name, Assignment assignment, Tags tags, ToDoubleFunction<PartitionStatus> value) {
        return FunctionCounter.builder(
                        "waymill.consume." + name, assignment, each -> value.applyAsDouble(each.status()))
                .tags(tags)
                .register(registry);
    }
}
