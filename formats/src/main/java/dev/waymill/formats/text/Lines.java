package dev.waymill.formats.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;

/// Reads the lines of a text of any size. Only the beginning of a line that is too long is kept.
final class Lines {
    static final int LONGEST = 1 << 16;

    private static final int END = -1;

    private final Reader in;
    private final StringBuilder text = new StringBuilder();
    private boolean isTooLong;
    private long number;

    Lines(Reader in) {
        this.in = new BufferedReader(in, LONGEST);
    }

    /// Reads the next line.
    ///
    /// @return false at the end of the text
    boolean next() throws IOException {
        text.setLength(0);
        isTooLong = false;
        number++;
        int c = in.read();
        if (c == END) {
            return false;
        }
        for (; c != END && c != '\n'; c = in.read()) {
            if (text.length() < LONGEST) {
                text.append((char) c);
            } else {
                isTooLong = true;
            }
        }
        return true;
    }

    String text() {
        return text.toString();
    }

    boolean isTooLong() {
        return isTooLong;
    }

    /// Returns the line number, from 1.
    long number() {
        return number;
    }
}
