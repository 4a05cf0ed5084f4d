package dev.waymill.worker.location.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The first bytes of a file that should be XML: white space that some devices write before `<?xml` is skipped,
/// which parsers refuse; a file that is something else is named.
///
/// @param content the file from its first `<` on
/// @param skippedLines lines that were skipped
record FileStart(InputStream content, long skippedLines) {
    private static final int HEAD = 4_096;

    static FileStart of(InputStream in) throws IOException, UnreadableFileException {
        var pushback = new PushbackInputStream(in, HEAD);
        var head = pushback.readNBytes(HEAD);
        if (head.length == 0) {
            throw new UnreadableFileException("empty-file", "The file is empty");
        }
        int start = firstOfText(head);
        if (start == head.length) {
            throw new UnreadableFileException("empty-file", "The file holds nothing but white space");
        }
        if (head[start] != '<' && !isUtf16(head) || isHtml(head, start)) {
            throw new UnreadableFileException("unrecognised-format", "The file is no GPX: " + guess(head, start));
        }
        pushback.unread(head, start, head.length - start);
        return new FileStart(pushback, linesIn(head, start));
    }

    /// Where the text begins, behind a UTF-8 byte order mark and white space.
    private static int firstOfText(byte[] head) {
        int i = head.length >= 3 && (head[0] & 0xFF) == 0xEF && (head[1] & 0xFF) == 0xBB && (head[2] & 0xFF) == 0xBF
                ? 3
                : 0;
        while (i < head.length && (head[i] == ' ' || head[i] == '\t' || head[i] == '\r' || head[i] == '\n')) {
            i++;
        }
        return i;
    }

    /// A byte order mark of UTF-16, or `<` in it.
    private static boolean isUtf16(byte[] head) {
        if (head.length < 2) {
            return false;
        }
        int two = (head[0] & 0xFF) << 8 | head[1] & 0xFF;
        return two == 0xFEFF || two == 0xFFFE || two == 0x003C;
    }

    private static long linesIn(byte[] head, int end) {
        long lines = 0;
        for (int i = 0; i < end; i++) {
            lines += head[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    /// An error page that somebody saved under the file's name; as XML it would only be called malformed.
    private static boolean isHtml(byte[] head, int start) {
        var text = text(head, start, 14).toLowerCase(Locale.ROOT);
        return text.equals("<!doctype html") || text.startsWith("<html");
    }

    private static String text(byte[] head, int start, int most) {
        return new String(head, start, Math.min(most, head.length - start), StandardCharsets.ISO_8859_1);
    }

    private static String guess(byte[] head, int start) {
        if (isHtml(head, start)) {
            return "it is an HTML page, perhaps the error message of the server that should have sent the file";
        }
        var text = text(head, start, 8);
        if (text.startsWith("{") || text.startsWith("[")) {
            return "it looks like JSON";
        }
        if (text.startsWith("PK\3\4")) {
            return "it is a ZIP archive; unpack it and import the files in it";
        }
        if (text.startsWith("\37\213")) {
            return "it is compressed with gzip; unpack it first";
        }
        if (text.startsWith("%PDF")) {
            return "it is a PDF document";
        }
        if (text.startsWith("\211PNG") || text.startsWith("\377\330\377")) {
            return "it is an image";
        }
        return "it is not XML";
    }
}
