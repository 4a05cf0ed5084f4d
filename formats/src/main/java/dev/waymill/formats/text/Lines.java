package dev.waymill.formats.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;

/// The lines of a text of any size. Of a line that is too long only the beginning is kept.
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

    /// Goes to the next line.
    ///
    /// @return whether there is one
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

    /// From 1.
    long number() {
        return number;
    }
}
