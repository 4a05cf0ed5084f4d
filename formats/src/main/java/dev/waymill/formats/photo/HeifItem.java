package dev.waymill.formats.photo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where an item of a HEIF file is.
///
/// @param extents its parts in the file, in order; empty if its bytes are in `data`
/// @param data its bytes, if they are in the metadata themselves
/// @param isElsewhere whether it is in another file, or made of other items
@SuppressWarnings("ArrayRecordComponent")
record HeifItem(List<Extent> extents, byte @Nullable [] data, boolean isElsewhere) {
    /// @param offset from the beginning of the file, or of the data in the metadata
    /// @param length in bytes
    record Extent(long offset, long length) {}

    long length() {
        return extents.stream().mapToLong(Extent::length).sum();
    }
}
