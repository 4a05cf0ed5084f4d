package dev.waymill.formats.xml;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/// The start of an XML file. Skips white space before `<?xml`, which some devices write and parsers refuse.
///
/// @param content the file from its first `<`
/// @param skippedLines number of lines skipped
record XmlStart(InputStream content, long skippedLines) {
    private static final int HEAD = 4_096;

    /// @param name the usual name of such a file, for messages
    static XmlStart of(InputStream in, String name) throws IOException, UnreadableFileException {
        var pushback = new PushbackInputStream(in, HEAD);
        var head = pushback.readNBytes(HEAD);
        int start = firstOfText(head);
        if (start == head.length) {
            throw UnreadableFileException.wrong(
                    "empty-file", head.length == 0 ? "The file is empty" : "The file contains only white space");
        }
        if (head[start] != '<' && !isUtf16(head)) {
            throw UnreadableFileException.wrong("unrecognised-format", "The file is not " + name + ": it is not XML");
        }
        pushback.unread(head, start, head.length - start);
        return new XmlStart(pushback, linesIn(head, start));
    }

    /// Returns the index of the first character after a UTF-8 byte order mark and white space.
    private static int firstOfText(byte[] head) {
        int i = head.length >= 3 && (head[0] & 0xFF) == 0xEF && (head[1] & 0xFF) == 0xBB && (head[2] & 0xFF) == 0xBF
                ? 3
                : 0;
        while (i < head.length && (head[i] == ' ' || head[i] == '\t' || head[i] == '\r' || head[i] == '\n')) {
            i++;
        }
        return i;
    }

    /// Whether the head starts with a UTF-16 byte order mark, or with `<` in UTF-16.
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
}
