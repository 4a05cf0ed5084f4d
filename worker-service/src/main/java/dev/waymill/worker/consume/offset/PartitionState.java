package dev.waymill.worker.consume.offset;

/// Tracks the unfinished records of one assigned partition. Has no threads and no client; confined to the poll
/// thread.
///
/// Only unfinished records are remembered, as a ring of slots in offset order; all else below the horizon is
/// finished. So memory grows with what is in work, never with how far the work has run ahead of one slow
/// record. Offsets may have gaps (transaction markers, compaction): the state goes by the offsets it has seen,
/// never by counting.
///
/// After a restart the ring begins with what the commit's metadata named as unfinished; those slots are
/// _promised_ until the consumer delivers their records, and are dropped when it passes them, since then they
/// no longer exist.
public final class PartitionState {
    private static final long UNKNOWN = -1;

    /// Both ends of the ring.
    private final PendingOffset ends = new PendingOffset(UNKNOWN);

    private final int metadataChars;
    private long horizon;
    private long next;
    private PendingOffset promised = ends;
    private int unfinished;
    private int gapBytes;
    private long version;
    private long finished;
    private Mark committed = new Mark(0, 0);

    /// A partition without a committed offset: it begins where the consumer finds its first record.
    ///
    /// @param metadataChars how long the metadata of a commit may be
    public PartitionState(int metadataChars) {
        this(new OffsetMetadata(UNKNOWN, UNKNOWN, new long[0]), metadataChars);
    }

    /// A partition that continues from committed metadata.
    public PartitionState(OffsetMetadata committed, int metadataChars) {
        this.metadataChars = metadataChars;
        horizon = committed.horizon();
        next = committed.offset();
        for (long offset : committed.unfinished()) {
            append(new PendingOffset(offset));
        }
        promised = ends.after();
    }

    /// Adds a delivered record. Offsets only grow, see [#isBehind].
    ///
    /// @return whether it is to be worked on; false when it was finished before the restart
    public boolean take(PendingOffset slot) {
        dropPromisedBelow(slot.offset);
        next = slot.offset + 1;
        if (slot.offset >= horizon) {
            version += horizon == UNKNOWN ? 1 : 0;
            horizon = next;
            append(slot);
            return true;
        }
        if (promised.offset != slot.offset) {
            return false;
        }
        var kept = promised;
        promised = kept.after();
        slot.linkBefore(kept);
        kept.unlink();
        return true;
    }

    /// The consumer goes on at that position: what lies below it and was not delivered does not exist.
    public void pass(long position) {
        dropPromisedBelow(position);
        next = Math.max(next, position);
        if (position > horizon) {
            horizon = position;
            version += unfinished == 0 ? 1 : 0;
        }
    }

    /// Marks a record as finished. A slot of another state, or already finished, changes nothing.
    public void finish(PendingOffset slot) {
        if (slot.isLinked()) {
            remove(slot);
            finished++;
        }
    }

    /// Whether that offset lies before what was delivered already: somebody has reset the partition, or its
    /// topic was made anew.
    public boolean isBehind(long offset) {
        return offset < next;
    }

    /// Whether the metadata is sure to hold everything, in whatever order work finishes, when that record is
    /// taken as well. Both forms of the metadata only shrink when a record is finished, which makes it sure.
    public boolean hasRoomFor(long offset) {
        if (unfinished == 0 || offset < horizon) {
            return true;
        }
        long asGaps = gapBytes + (long) OffsetMetadata.gapBytes(offset - ends.before().offset);
        long asBits = (offset - watermark()) / Byte.SIZE + 1;
        return Math.min(asGaps, asBits) <= OffsetMetadata.bodyBytes(metadataChars);
    }

    /// The offset to commit: everything below it is finished. Negative as long as no offset is known.
    public long watermark() {
        return unfinished == 0 ? horizon : ends.after().offset;
    }

    /// The spread: offsets between the watermark and the last record taken.
    public long spread() {
        return horizon - watermark();
    }

    public int unfinished() {
        return unfinished;
    }

    /// The unfinished slot with the lowest offset; only while there is one.
    public PendingOffset lowest() {
        return ends.after();
    }

    /// What a commit is to say of everything beyond the watermark.
    OffsetMetadata beyond() {
        var offsets = new long[unfinished];
        int i = 0;
        for (var slot = ends.after(); slot != ends; slot = slot.after()) {
            offsets[i++] = slot.offset;
        }
        return new OffsetMetadata(watermark(), horizon, offsets);
    }

    /// What a commit made now covers.
    Mark mark() {
        return new Mark(version, finished);
    }

    boolean hasNews() {
        return version > committed.version;
    }

    /// Records finished since the last commit: they run again when the partition goes without another one.
    public long uncommitted() {
        return finished - committed.finished;
    }

    void markCommitted(Mark covered) {
        committed = covered.version > committed.version ? covered : committed;
    }

    /// @param version grows with everything that changes what there is to commit
    /// @param finished records finished so far
    record Mark(long version, long finished) {}

    private void dropPromisedBelow(long offset) {
        while (promised != ends && promised.offset < offset) {
            var gone = promised;
            promised = gone.after();
            remove(gone);
        }
    }

    private void append(PendingOffset slot) {
        if (unfinished > 0) {
            gapBytes += OffsetMetadata.gapBytes(slot.offset - ends.before().offset);
        }
        slot.linkBefore(ends);
        unfinished++;
    }

    private void remove(PendingOffset slot) {
        var before = slot.before();
        var after = slot.after();
        if (before != ends) {
            gapBytes -= OffsetMetadata.gapBytes(slot.offset - before.offset);
        }
        if (after != ends) {
            gapBytes -= OffsetMetadata.gapBytes(after.offset - slot.offset);
        }
        if (before != ends && after != ends) {
            gapBytes += OffsetMetadata.gapBytes(after.offset - before.offset);
        }
        slot.unlink();
        unfinished--;
        version++;
    }
}
