package dev.waymill.formats.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Decodes text by its byte order mark: UTF-16 if it has that mark, else UTF-8. Invalid bytes become `�`, so
/// that a name in another encoding does not make the points unreadable.
final class TextStart {
    private static final int LONGEST_MARK = 3;

    private TextStart() {}

    /// @return the text after its byte order mark, unbuffered
    static Reader open(InputStream in) throws IOException {
        var pushback = new PushbackInputStream(in, LONGEST_MARK);
        var head = pushback.readNBytes(LONGEST_MARK);
        int two = head.length < 2 ? 0 : (head[0] & 0xFF) << 8 | head[1] & 0xFF;
        boolean utf8Mark = two == 0xEFBB && head.length == LONGEST_MARK && (head[2] & 0xFF) == 0xBF;
        boolean utf16Mark = two == 0xFEFF || two == 0xFFFE;
        int mark = utf8Mark ? LONGEST_MARK : utf16Mark ? 2 : 0;
        pushback.unread(head, mark, head.length - mark);
        Charset charset = !utf16Mark
                ? StandardCharsets.UTF_8
                : two == 0xFEFF ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        return new InputStreamReader(pushback, charset);
    }
}
