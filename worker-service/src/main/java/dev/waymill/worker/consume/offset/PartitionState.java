package dev.waymill.worker.consume.offset;

/// Tracks the unfinished records of one assigned partition. Has no threads and no client; confined to the poll
/// thread.
///
/// Stores only unfinished records, as a ring of slots in offset order; everything else below the horizon is
/// finished. So memory grows with the number of records in flight, not with the distance to a slow record.
/// Offsets may have gaps (transaction markers, compaction), so the state uses the offsets that it was given and
/// never counts.
///
/// After a restart the ring starts with the offsets that the commit's metadata lists as unfinished. Those slots
/// are _promised_ until the consumer delivers their records. When the consumer passes them without delivering
/// them, they are dropped, since the records no longer exist.
public final class PartitionState {
    private static final long UNKNOWN = -1;

    /// Head and tail of the ring.
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

    /// A partition without a committed offset: it starts at the first record that the consumer delivers.
    ///
    /// @param metadataChars the longest metadata of a commit, in characters
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
    /// @return whether to run the record; false if it was finished before the restart
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

    /// The consumer continues at that position: offsets below it that were not delivered do not exist.
    public void pass(long position) {
        dropPromisedBelow(position);
        next = Math.max(next, position);
        if (position > horizon) {
            horizon = position;
            version += unfinished == 0 ? 1 : 0;
        }
    }

    /// Marks a record as finished. A slot of another state, or one that is already finished, changes nothing.
    public void finish(PendingOffset slot) {
        if (slot.isLinked()) {
            remove(slot);
            finished++;
        }
    }

    /// Whether that offset is before one that was already delivered: the partition's offsets were reset, or its
    /// topic was created again.
    public boolean isBehind(long offset) {
        return offset < next;
    }

    /// Whether the metadata is sure to fit, in whatever order records finish, if that record is taken as well.
    /// That is sure because both encodings only shrink when a record finishes.
    public boolean hasCapacityFor(long offset) {
        if (unfinished == 0 || offset < horizon) {
            return true;
        }
        long asGaps = gapBytes + (long) OffsetMetadata.gapBytes(offset - ends.before().offset);
        long asBits = (offset - watermark()) / Byte.SIZE + 1;
        return Math.min(asGaps, asBits) <= OffsetMetadata.bodyBytes(metadataChars);
    }

    /// The offset to commit: everything below it is finished. Negative while no offset is known.
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

    /// The unfinished slot with the lowest offset; call it only while there is one.
    public PendingOffset lowest() {
        return ends.after();
    }

    /// The metadata for a commit: which offsets beyond the watermark are unfinished.
    OffsetMetadata beyond() {
        var offsets = new long[unfinished];
        int i = 0;
        for (var slot = ends.after(); slot != ends; slot = slot.after()) {
            offsets[i++] = slot.offset;
        }
        return new OffsetMetadata(watermark(), horizon, offsets);
    }

    /// What a commit covers if it is made now.
    Mark mark() {
        return new Mark(version, finished);
    }

    boolean hasChanges() {
        return version > committed.version;
    }

    /// Records finished since the last commit: they run again if the partition is revoked without another one.
    public long uncommitted() {
        return finished - committed.finished;
    }

    void markCommitted(Mark covered) {
        committed = covered.version > committed.version ? covered : committed;
    }

    /// @param version incremented with every change of what there is to commit
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
