package dev.waymill.formats;

import dev.waymill.formats.photo.PhotoReader;
import dev.waymill.formats.reader.UnreadableFileException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Detects files by their first bytes.
final class MagicBytes {
    private static final int TAR_MAGIC_AT = 257;
    private static final int FIT_MAGIC_AT = 8;

    private MagicBytes() {}

    /// @return null if the bytes do not identify a format
    /// @throws UnreadableFileException if they identify an unsupported format
    static @Nullable Format of(byte[] head) throws UnreadableFileException {
        if (has(head, 0, "PK\3\4") || has(head, 0, "PK\5\6")) {
            return Format.ZIP;
        }
        if (has(head, 0, "\37\213")) {
            return Format.GZIP;
        }
        if (has(head, TAR_MAGIC_AT, "ustar")) {
            return Format.TAR;
        }
        if (has(head, FIT_MAGIC_AT, ".FIT")) {
            return Format.FIT;
        }
        if (PhotoReader.isIn(head)) {
            return Format.PHOTO;
        }
        var media = media(head);
        if (media != null) {
            throw Refusals.media(media);
        }
        var foreign = foreign(head);
        if (foreign != null) {
            throw Refusals.of(foreign);
        }
        return null;
    }

    private static @Nullable String media(byte[] head) {
        if (has(head, 0, "ID3") || has(head, 0, "OggS") || has(head, 0, "fLaC") || has(head, 8, "WAVE")) {
            return "sound";
        }
        if (has(head, 0, "\211PNG") || has(head, 0, "GIF8") || has(head, 0, "RIFF") || isBitmap(head)) {
            return "image";
        }
        return has(head, 4, "ftyp") ? "video" : null;
    }

    private static @Nullable String foreign(byte[] head) {
        if (has(head, 0, "%PDF")) {
            return "it is a PDF document";
        }
        if (has(head, 0, "Rar!")
                || has(head, 0, "7z\274\257")
                || has(head, 0, "BZh")
                || has(head, 0, "\3757zXZ")
                || has(head, 0, "(\265/\375")) {
            return "it is an unsupported kind of archive; send the files as ZIP or tar.gz";
        }
        if (has(head, 0, "bplist")) {
            return "it is a property list of macOS or iOS";
        }
        if (has(head, 0, "SQLite format 3")) {
            return "it is a database (SQLite); export it from the app that made it";
        }
        return has(head, 0, "PK\7\10") ? "it is one part of a split archive; join the parts first" : null;
    }

    /// Also checks the four reserved zero bytes, because a table may begin with the two letters.
    private static boolean isBitmap(byte[] head) {
        return has(head, 0, "BM") && has(head, 6, "\0\0\0\0");
    }

    private static boolean has(byte[] head, int at, String magic) {
        var bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (head.length < at + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (head[at + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
