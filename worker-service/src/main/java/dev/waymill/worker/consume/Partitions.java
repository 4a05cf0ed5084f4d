package dev.waymill.worker.consume;

import dev.waymill.worker.consume.OffsetCommitCoordinator.Commit;
import dev.waymill.worker.consume.RecordConsumer.Terms;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The partitions one consumer has: how they come, what is committed for them, how they go. Confined to the
/// poll thread.
///
/// | it comes | it begins at the committed offset, and skips what the commit's metadata says is finished |
/// |---|---|
/// | revoked | running records may finish for a while, finished ones are committed, the rest is fenced |
/// | lost | somebody else has it already: fenced at once, nothing is committed |
/// | rewound | somebody has reset it: fenced, and begun anew from where the consumer now reads |
final class Partitions implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(Partitions.class);
    private static final long PUBLISH_NANOS = 1_000_000_000;

    private final Consumer<String, byte[]> consumer;
    private final Terms terms;
    private final RecordConsumer records;
    private final OffsetCommitCoordinator commits;
    private final Map<TopicPartition, Assignment> assignments = new HashMap<>();
    private long publishedNanos;

    Partitions(Consumer<String, byte[]> consumer, Terms terms, RecordConsumer records) {
        this.consumer = consumer;
        this.terms = terms;
        this.records = records;
        var commit = terms.properties().commit();
        this.commits = new OffsetCommitCoordinator(commit.every(), commit.metadataBytes(), terms.now());
        this.publishedNanos = terms.now();
    }

    Collection<Assignment> current() {
        return assignments.values();
    }

    List<Assignment> all() {
        return List.copyOf(assignments.values());
    }

    /// The assignment that takes in those records; a new one when they begin before what it delivered already.
    Assignment receiving(TopicPartition partition, List<ConsumerRecord<String, byte[]>> arrived) {
        var assignment = assignments.get(partition);
        if (assignment == null
                || (!arrived.isEmpty()
                        && assignment.isRewoundBy(arrived.getFirst().offset()))) {
            log.warn("partition={} begins anew, its offsets were reset", partition);
            lose(of(List.of(partition)));
            return enter(new Assignment(partition, new PartitionState(metadataChars())));
        }
        return assignment;
    }

    void commitWhenDue() {
        long now = terms.now();
        if (now - publishedNanos >= PUBLISH_NANOS) {
            publishedNanos = now;
            assignments.values().forEach(each -> publish(each, now));
        }
        var commit = commits.due(now);
        if (!commit.isEmpty()) {
            consumer.commitAsync(commit.offsets(), (_, failure) -> settle(commit, failure));
        }
    }

    /// No record of them begins any more.
    void leave(List<Assignment> leaving) {
        leaving.forEach(records::dropBacklog);
    }

    /// Commits what is finished and closes the books: what still runs is fenced.
    void release(List<Assignment> leaving) {
        commitNow(leaving);
        lose(leaving);
    }

    /// Closes the books without a commit.
    void lose(List<Assignment> lost) {
        leave(lost);
        for (var assignment : lost) {
            assignments.remove(assignment.partition);
            commits.remove(assignment.partition);
            terms.metrics().remove(assignment);
        }
        long abandoned = lost.stream().filter(Assignment::isBusy).count();
        if (abandoned > 0) {
            log.warn("{} partitions went with records still running; their results no longer count here", abandoned);
        }
    }

    /// One that we have already stays as it is: its consumer reads on where it stood.
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        var added = new HashSet<>(assigned);
        added.removeAll(assignments.keySet());
        var committed = added.isEmpty() ? Map.<TopicPartition, OffsetAndMetadata>of() : consumer.committed(added);
        for (var partition : added) {
            var offset = committed.get(partition);
            enter(new Assignment(
                    partition, offset == null ? new PartitionState(metadataChars()) : goOn(partition, offset)));
        }
        consumer.resume(added);
        log.info("assigned={}", added);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        var leaving = of(revoked);
        leave(leaving);
        records.awaitIdle(leaving, terms.properties().bounds().handOver());
        release(leaving);
        log.info("revoked={}", revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        lose(of(lost));
        log.warn("lost={}, the group went on without us", lost);
    }

    private List<Assignment> of(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .map(assignments::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private Assignment enter(Assignment assignment) {
        assignments.put(assignment.partition, assignment);
        commits.add(assignment.partition, assignment.state);
        terms.metrics().add(assignment);
        return assignment;
    }

    private PartitionState goOn(TopicPartition partition, OffsetAndMetadata committed) {
        var known = OffsetMetadata.decode(committed.metadata(), committed.offset())
                .orElseGet(() -> {
                    log.warn("partition={} has metadata that is not ours, it is ignored: {}", partition, committed);
                    return OffsetMetadata.none(committed.offset());
                });
        return new PartitionState(known, metadataChars());
    }

    private int metadataChars() {
        return terms.properties().commit().metadataBytes();
    }

    private void settle(Commit commit, @Nullable Exception failure) {
        if (failure == null) {
            succeeded(commit);
        } else if (failure instanceof OffsetMetadataTooLarge) {
            commits.metadataRefused();
            log.error("The broker allows less metadata than waymill.consume.commit.metadata-bytes says; using half");
        } else {
            commits.failed();
            log.info("Offsets are not committed yet, the next attempt follows: {}", failure.getMessage());
        }
    }

    private void succeeded(Commit commit) {
        commits.succeeded(commit);
        terms.metrics().countUnheld(commit.unheld());
        of(commit.offsets().keySet()).forEach(Assignment::countCommit);
    }

    private void commitNow(List<Assignment> leaving) {
        var commit = commits.all(leaving.stream().map(each -> each.partition).toList());
        if (commit.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(commit.offsets(), terms.properties().bounds().drain());
            succeeded(commit);
        } catch (KafkaException e) {
            log.warn(
                    "Offsets not committed; finished records run again elsewhere and change nothing: {}",
                    e.getMessage());
        }
    }

    private void publish(Assignment assignment, long now) {
        OptionalLong lag = consumer.currentLag(assignment.partition);
        assignment.publish(lag.orElse(0), now, terms.properties().bounds().slow());
    }
}
