package dev.waymill.worker.consume;

import dev.waymill.worker.consume.RecordConsumer.ConsumerContext;
import dev.waymill.worker.consume.offset.OffsetCommitCoordinator;
import dev.waymill.worker.consume.offset.OffsetCommitCoordinator.Commit;
import dev.waymill.worker.consume.offset.OffsetMetadata;
import dev.waymill.worker.consume.offset.PartitionState;
import java.time.Duration;
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

/// The partitions of one consumer: assignment, commits and revocation. Confined to the poll thread.
///
/// | event | effect |
/// |---|---|
/// | assigned | starts at the committed offset, and skips what the commit's metadata lists as finished |
/// | revoked | running records may finish for a while, finished ones are committed, the rest is fenced |
/// | lost | another consumer has it already: fenced at once, nothing is committed |
/// | reset | its offsets were reset: fenced, and started again from the consumer's new position |
final class Partitions implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(Partitions.class);
    private static final long PUBLISH_NANOS = 1_000_000_000;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Consumer<String, byte[]> consumer;
    private final ConsumerContext context;
    private final RecordConsumer records;
    private final OffsetCommitCoordinator commits;
    private final Map<TopicPartition, Assignment> assignments = new HashMap<>();
    private long publishedNanos;

    Partitions(Consumer<String, byte[]> consumer, ConsumerContext context, RecordConsumer records) {
        this.consumer = consumer;
        this.context = context;
        this.records = records;
        var commit = context.properties().commit();
        this.commits = new OffsetCommitCoordinator(commit.every(), commit.metadataBytes(), context.now());
        this.publishedNanos = context.now();
    }

    Collection<Assignment> current() {
        return assignments.values();
    }

    List<Assignment> all() {
        return List.copyOf(assignments.values());
    }

    /// The assignment that receives these records; a new one if they start before offsets that it has already
    /// delivered.
    Assignment receiving(TopicPartition partition, List<ConsumerRecord<String, byte[]>> arrived) {
        var assignment = assignments.get(partition);
        if (assignment == null
                || (!arrived.isEmpty()
                        && assignment.isRewoundBy(arrived.getFirst().offset()))) {
            log.warn("partition={} restarted: its offsets were reset", partition);
            close(of(List.of(partition)));
            return add(new Assignment(partition, new PartitionState(metadataChars())));
        }
        return assignment;
    }

    void commitWhenDue() {
        long now = context.now();
        if (now - publishedNanos >= PUBLISH_NANOS) {
            publishedNanos = now;
            assignments.values().forEach(each -> publish(each, now));
        }
        var commit = commits.due(now);
        if (!commit.isEmpty()) {
            consumer.commitAsync(commit.offsets(), (_, failure) -> settle(commit, failure));
        }
    }

    /// Stops starting records of these partitions.
    void dropBacklogs(List<Assignment> affected) {
        affected.forEach(records::dropBacklog);
    }

    /// Commits all finished records, and retries until it succeeds or the time is over. While a rebalance is
    /// open, the client refuses every commit, and only polls complete the rebalance. Records from such a poll
    /// are dropped: they are not tracked, so no commit passes them.
    void commitAll(Duration longest) {
        long deadline = context.now() + longest.toNanos();
        while (!commitNow(all(), longest) && context.now() < deadline) {
            consumer.pause(consumer.assignment());
            consumer.poll(PAUSE);
        }
    }

    /// Closes assignments: running records are fenced, and uncommitted ones run again on the next owner.
    void close(List<Assignment> closing) {
        dropBacklogs(closing);
        for (var assignment : closing) {
            assignments.remove(assignment.partition);
            commits.remove(assignment.partition);
            context.metrics().remove(assignment);
        }
        long running = closing.stream().mapToInt(Assignment::running).sum();
        long uncommitted =
                closing.stream().mapToLong(each -> each.state.uncommitted()).sum();
        if (running + uncommitted > 0) {
            context.metrics().countRepeatable(running + uncommitted);
            log.warn(
                    "Partitions revoked with {} records running and {} finished but not committed; these run again"
                            + " on the new consumer, and their results here are ignored",
                    running,
                    uncommitted);
        }
    }

    /// Partitions that are already assigned stay unchanged: the consumer continues to read them.
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        var added = new HashSet<>(assigned);
        added.removeAll(assignments.keySet());
        var committed = added.isEmpty() ? Map.<TopicPartition, OffsetAndMetadata>of() : consumer.committed(added);
        for (var partition : added) {
            var offset = committed.get(partition);
            add(new Assignment(
                    partition, offset == null ? new PartitionState(metadataChars()) : resume(partition, offset)));
        }
        consumer.resume(added);
        log.info("assigned={}", added);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        var affected = of(revoked);
        dropBacklogs(affected);
        records.awaitIdle(affected, context.properties().bounds().handOver());
        commitNow(affected, context.properties().bounds().drain());
        close(affected);
        log.info("revoked={}", revoked);
    }

    /// The client also reports all partitions as lost when it leaves during a rebalance; by then they are
    /// closed already.
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        var ours = of(lost);
        if (!ours.isEmpty()) {
            log.warn("lost={}, the group removed this consumer", lost);
            context.metrics().countLost(ours.size());
            close(ours);
        }
    }

    private List<Assignment> of(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .map(assignments::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private Assignment add(Assignment assignment) {
        assignments.put(assignment.partition, assignment);
        commits.add(assignment.partition, assignment.state);
        context.metrics().add(assignment);
        return assignment;
    }

    private PartitionState resume(TopicPartition partition, OffsetAndMetadata committed) {
        var known = OffsetMetadata.decode(committed.metadata(), committed.offset())
                .orElseGet(() -> {
                    log.warn("partition={} has unknown commit metadata, ignoring it: {}", partition, committed);
                    return OffsetMetadata.none(committed.offset());
                });
        return new PartitionState(known, metadataChars());
    }

    private int metadataChars() {
        return context.properties().commit().metadataBytes();
    }

    private void settle(Commit commit, @Nullable Exception failure) {
        if (failure == null) {
            succeeded(commit);
        } else if (failure instanceof OffsetMetadataTooLarge) {
            commits.metadataRefused();
            log.error("The broker allows less metadata than waymill.consume.commit.metadata-bytes; using half");
        } else {
            commits.failed();
            log.info("Commit failed, retrying: {}", failure.getMessage());
        }
    }

    private void succeeded(Commit commit) {
        commits.succeeded(commit);
        context.metrics().countMetadataOverflow(commit.unheld());
        of(commit.offsets().keySet()).forEach(Assignment::countCommit);
    }

    /// @return false if the commit failed
    boolean commitNow(List<Assignment> affected, Duration longest) {
        var commit = commits.all(affected.stream().map(each -> each.partition).toList());
        if (commit.isEmpty()) {
            return true;
        }
        try {
            consumer.commitSync(commit.offsets(), longest);
            succeeded(commit);
            return true;
        } catch (OffsetMetadataTooLarge e) {
            settle(commit, e);
            return commitNow(affected, longest);
        } catch (KafkaException | IllegalStateException e) {
            log.info("Commit for revoked partitions failed: {}", e.getMessage());
            return false;
        }
    }

    private void publish(Assignment assignment, long now) {
        OptionalLong lag = consumer.currentLag(assignment.partition);
        assignment.publish(lag.orElse(0), now, context.properties().bounds().slow());
    }
}
