package dev.waymill.worker.consume;

/// The place of one unfinished record in its partition's [PartitionState]: a link in a ring that is sorted by
/// offset. A slot that is in no ring is linked to itself.
class PendingOffset {
    final long offset;

    private PendingOffset before = this;
    private PendingOffset after = this;

    PendingOffset(long offset) {
        this.offset = offset;
    }

    final PendingOffset before() {
        return before;
    }

    final PendingOffset after() {
        return after;
    }

    final boolean isLinked() {
        return after != this;
    }

    final void linkBefore(PendingOffset next) {
        before = next.before;
        after = next;
        before.after = this;
        next.before = this;
    }

    final void unlink() {
        before.after = after;
        after.before = before;
        before = this;
        after = this;
    }
}
