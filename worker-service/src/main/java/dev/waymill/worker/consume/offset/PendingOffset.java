package dev.waymill.worker.consume.offset;

/// One unfinished record in its [PartitionState]: a link in a ring sorted by offset. Outside a ring it is linked
/// to itself.
public class PendingOffset {
    final long offset;

    private PendingOffset before = this;
    private PendingOffset after = this;

    public PendingOffset(long offset) {
        this.offset = offset;
    }

    public final long offset() {
        return offset;
    }

    final PendingOffset before() {
        return before;
    }

    public final PendingOffset after() {
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
