package dev.waymill.formats.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Decodes text by its byte order mark, or by the zero bytes of UTF-16 without a mark; else as UTF-8. Invalid
/// bytes become `�`, so that a name in another encoding does not make the points unreadable.
public final class TextStart {
    private static final int EXAMINED = 4;

    private TextStart() {}

    /// @return the text after its byte order mark, unbuffered
    public static Reader open(InputStream in) throws IOException {
        var pushback = new PushbackInputStream(in, EXAMINED);
        var head = pushback.readNBytes(EXAMINED);
        int mark = isUtf8Mark(head) ? 3 : isUtf16Mark(head) ? 2 : 0;
        pushback.unread(head, mark, head.length - mark);
        return new InputStreamReader(pushback, charset(head));
    }

    /// Returns the encoding of a text.
    ///
    /// @param head its first four bytes or more; all of a shorter text
    public static Charset charset(byte[] head) {
        if (isUtf16Mark(head)) {
            return head[0] == (byte) 0xFE ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
        if (head.length < EXAMINED) {
            return StandardCharsets.UTF_8;
        }
        boolean evenAreZero = head[0] == 0 && head[2] == 0;
        boolean oddAreZero = head[1] == 0 && head[3] == 0;
        if (evenAreZero == oddAreZero) {
            return StandardCharsets.UTF_8;
        }
        return evenAreZero ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    }

    private static boolean isUtf8Mark(byte[] head) {
        return head.length >= 3 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF;
    }

    private static boolean isUtf16Mark(byte[] head) {
        return head.length >= 2
                && (head[0] == (byte) 0xFE && head[1] == (byte) 0xFF
                        || head[0] == (byte) 0xFF && head[1] == (byte) 0xFE);
    }
}
