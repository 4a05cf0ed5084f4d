package dev.waymill.formats.point;

import org.jspecify.annotations.Nullable;

/// Where something stands: in which line, or how many bytes from the start.
///
/// @param file which of an archive's files; null outside of one
/// @param line from 1; null where lines mean nothing
/// @param offset in bytes, from 0; null where the line is told
public record Place(
        @Nullable String file,
        @Nullable Long line,
        @Nullable Long offset) {
    public static Place line(long line) {
        return new Place(null, line, null);
    }

    public static Place offset(long bytes) {
        return new Place(null, null, bytes);
    }

    /// The same place, told from outside of that file.
    public Place in(String path) {
        return new Place(file == null ? path : path + "/" + file, line, offset);
    }
}
