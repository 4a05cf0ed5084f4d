package dev.waymill.worker.consume;

/// The place of one unfinished record in its partition's [PartitionState]: a link in a ring that is sorted by
/// offset. A slot that is in no ring is linked to itself.
class Slot {
    final long offset;

    private Slot before = this;
    private Slot after = this;

    Slot(long offset) {
        this.offset = offset;
    }

    final Slot before() {
        return before;
    }

    final Slot after() {
        return after;
    }

    final boolean isLinked() {
        return after != this;
    }

    final void linkBefore(Slot next) {
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
