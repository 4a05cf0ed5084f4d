package dev.waymill.formats.point;

import org.jspecify.annotations.Nullable;

/// A position in a file: a line number or a byte offset.
///
/// @param file path of the file within its archive; null if the file is not in an archive
/// @param line from 1; null if the format has no lines
/// @param offset in bytes, from 0; null if `line` is set
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

    /// Returns the same position, with the path of an enclosing file or archive put in front.
    public Place in(String path) {
        return new Place(file == null ? path : path + "/" + file, line, offset);
    }
}
