package dev.waymill.formats.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;

/// Reads the lines of a text of any size. A line ends with CR, LF or CRLF. Only the beginning of a line that is
/// too long is kept.
public final class Lines {
    static final int LONGEST = 1 << 16;

    private static final int END = -1;

    private final Reader in;
    private final StringBuilder text = new StringBuilder();
    private boolean isTooLong;
    private boolean isAfterReturn;
    private long number;

    public Lines(Reader in) {
        this.in = new BufferedReader(in, LONGEST);
    }

    /// Reads the next line.
    ///
    /// @return false at the end of the text
    public boolean next() throws IOException {
        text.setLength(0);
        isTooLong = false;
        number++;
        int c = in.read();
        if (c == '\n' && isAfterReturn) {
            c = in.read();
        }
        isAfterReturn = false;
        if (c == END) {
            return false;
        }
        for (; c != END && c != '\n' && c != '\r'; c = in.read()) {
            if (text.length() < LONGEST) {
                text.append((char) c);
            } else {
                isTooLong = true;
            }
        }
        isAfterReturn = c == '\r';
        return true;
    }

    public String text() {
        return text.toString();
    }

    public boolean isTooLong() {
        return isTooLong;
    }

    /// Returns the line number, from 1.
    public long number() {
        return number;
    }
}
