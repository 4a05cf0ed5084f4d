package dev.waymill.worker.consume;

import static dev.waymill.worker.consume.offset.OffsetCommitCoordinator.Commit;

import dev.waymill.worker.consume.offset.OffsetCommitCoordinator;
import dev.waymill.worker.consume.offset.OffsetMetadata;
import dev.waymill.worker.consume.offset.PartitionState;
import dev.waymill.worker.consume.offset.PendingOffset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// One random history of one partition, and its model: a log with gaps, a broker that stores a commit,
/// consumers that come and go, and workers whose results may arrive late.
final class History {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final int RECORDS = 60;

    private final Random random;
    private final int metadataChars;
    private final long end;
    /// The offsets still in the log.
    private final BitSet log = new BitSet();
    /// The offsets that any handler has finished.
    private final BitSet done = new BitSet();
    /// The offsets that the broker's commit lists as finished: they must not run again.
    private final BitSet durable = new BitSet();
    /// The offsets that this assignment has seen finish.
    private BitSet known = new BitSet();
    private OffsetAndMetadata committed = new OffsetAndMetadata(0, "");

    private PartitionState state;
    private OffsetCommitCoordinator commits;
    private int position;
    private long now;
    private final List<PendingOffset> working = new ArrayList<>();
    private final List<PendingOffset> zombies = new ArrayList<>();
    private final List<Runnable> callbacks = new ArrayList<>();

    History(long seed) {
        random = new Random(seed);
        metadataChars = random.nextInt(3) == 0 ? 64 : 4096;
        int gap = random.nextBoolean() ? 1 : 1 + random.nextInt(200);
        int offset = 0;
        for (int i = 0; i < RECORDS; i++) {
            log.set(offset);
            offset += 1 + random.nextInt(gap);
        }
        end = offset + random.nextInt(3);
        begin();
    }

    void step() {
        now++;
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> deliver(1 + random.nextInt(8));
            case 4, 5, 6, 7, 8, 9 -> finishOne();
            case 10, 11 -> commit();
            case 12 -> callBack();
            case 13 -> lateResult();
            case 14 -> compact();
            default -> {
                switch (random.nextInt(3)) {
                    case 0 -> revoke();
                    case 1 -> crash();
                    default -> rebegin();
                }
            }
        }
    }

    /// Delivers, finishes and commits everything, without further disturbances.
    void end() {
        while (position < end || !working.isEmpty()) {
            deliver(8);
            if (!working.isEmpty()) {
                finishOne();
            }
        }
        callbacks.forEach(Runnable::run);
        check(apply(commits.all(Set.of(PARTITION))), "the last commit");
        for (int offset = log.nextSetBit(0); offset >= 0; offset = log.nextSetBit(offset + 1)) {
            check(done.get(offset), "lost " + offset);
        }
        check(committed.offset() == end, "the end is committed, not " + committed);
    }

    /// The consumer reads on; the engine takes the records it has capacity for, the rest is read later.
    private void deliver(int most) {
        for (int i = 0; i < most && position < end; i++) {
            int next = log.nextSetBit(position);
            if (next < 0) {
                position = (int) end;
                state.pass(position);
                return;
            }
            if (!state.hasCapacityFor(next)) {
                check(!working.isEmpty(), "no room, and nothing that could make some");
                return;
            }
            var slot = new PendingOffset(next);
            if (state.take(slot)) {
                check(!durable.get(next), "ran again: " + next);
                working.add(slot);
            } else {
                check(done.get(next), "skipped unfinished " + next);
            }
            position = next + 1;
        }
    }

    private void finishOne() {
        if (!working.isEmpty()) {
            var slot = working.remove(random.nextInt(working.size()));
            done.set((int) slot.offset());
            known.set((int) slot.offset());
            state.finish(slot);
        }
    }

    /// A handler returns after its partition was revoked. The engine fences it, and even a state that got the
    /// result would not change.
    private void lateResult() {
        if (!zombies.isEmpty()) {
            var slot = zombies.remove(random.nextInt(zombies.size()));
            done.set((int) slot.offset());
            long before = state.watermark();
            state.finish(new PendingOffset(slot.offset()));
            check(state.watermark() == before, "a late result moved the watermark");
        }
    }

    private void commit() {
        now += random.nextInt(2);
        var commit = commits.due(now);
        if (commit.isEmpty()) {
            return;
        }
        boolean arrived = random.nextInt(4) > 0 && apply(commit);
        var owner = commits;
        callbacks.add(() -> {
            if (arrived) {
                owner.succeeded(commit);
            } else {
                owner.failed();
            }
        });
    }

    private void callBack() {
        if (!callbacks.isEmpty()) {
            callbacks.removeFirst().run();
        }
    }

    /// Compaction removes a record that was not yet delivered.
    private void compact() {
        int from = log.nextSetBit(position);
        int victim = from < 0 ? -1 : log.nextSetBit(from + random.nextInt((int) end - from + 1));
        if (victim >= 0) {
            log.clear(victim);
        }
    }

    private void revoke() {
        callbacks.forEach(Runnable::run);
        callbacks.clear();
        var commit = commits.all(Set.of(PARTITION));
        if (random.nextInt(5) > 0) {
            apply(commit);
        }
        crash();
    }

    private void crash() {
        zombies.addAll(working);
        begin();
    }

    /// A crash right after a restart, with a commit and few deliveries in between.
    private void rebegin() {
        crash();
        deliver(2);
        apply(commits.all(Set.of(PARTITION)));
        crash();
    }

    private void begin() {
        working.clear();
        commits = new OffsetCommitCoordinator(Duration.ofNanos(1), metadataChars, now);
        state = new PartitionState(
                OffsetMetadata.decode(committed.metadata(), committed.offset()).orElseThrow(), metadataChars);
        commits.add(PARTITION, state);
        position = (int) committed.offset();
        known = (BitSet) durable.clone();
    }

    /// Stores the commit at the broker.
    private boolean apply(Commit commit) {
        var offset = commit.offsets().get(PARTITION);
        if (offset != null) {
            check(commit.unheld() == 0, "something was not held");
            check(offset.metadata().length() <= metadataChars, "metadata too long");
            check(offset.offset() >= committed.offset(), "went back");
            int firstOpen = firstOpen();
            check(offset.offset() <= firstOpen, "passed the unfinished " + firstOpen + ": " + offset);
            committed = offset;
            durable.or(known);
        }
        return true;
    }

    private int firstOpen() {
        for (int offset = log.nextSetBit(0); offset >= 0; offset = log.nextSetBit(offset + 1)) {
            if (!done.get(offset)) {
                return offset;
            }
        }
        return (int) end;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
