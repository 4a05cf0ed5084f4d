package dev.waymill.formats.text;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/// The rows of a table as RFC 4180 describes them: a cell in quotes may hold the delimiter, line breaks and
/// doubled quotes. Any of the three line breaks ends a row.
final class CsvRows {
    /// In characters. What is longer comes of a quote that nobody closed.
    static final int LONGEST = 1 << 16;

    private static final int END = -1;

    private final Reader in;
    private final char delimiter;
    private final List<String> cells = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    /// The character that comes next.
    private int next;

    private int length;
    private boolean isBroken;
    private long line;
    private long nextLine;

    /// @param firstLine the line at whose start the reader stands
    CsvRows(Reader in, char delimiter, long firstLine) throws IOException {
        this.in = in;
        this.delimiter = delimiter;
        this.nextLine = firstLine;
        this.next = in.read();
    }

    /// Goes to the next row.
    ///
    /// @return whether there is one
    boolean next() throws IOException {
        cells.clear();
        length = 0;
        isBroken = false;
        line = nextLine;
        if (next == END) {
            return false;
        }
        do {
            cell.setLength(0);
            if (next == '"') {
                quoted();
            }
            plain();
            cells.add(cell.toString());
        } while (goOnAfterDelimiter());
        endLine();
        return true;
    }

    /// The cells; what was read of them, when the row is broken.
    List<String> cells() {
        return cells;
    }

    /// Too long, or cut off within quotes.
    boolean isBroken() {
        return isBroken;
    }

    /// The line in which the row starts.
    long line() {
        return line;
    }

    private void quoted() throws IOException {
        advance();
        while (next != END && !isBroken) {
            if (next == '"') {
                advance();
                if (next != '"') {
                    return;
                }
            }
            take();
        }
        isBroken = true;
    }

    private void plain() throws IOException {
        while (next != END && next != '\n' && next != '\r' && (isBroken || next != delimiter)) {
            take();
        }
    }

    private boolean goOnAfterDelimiter() throws IOException {
        boolean goesOn = next == delimiter;
        if (goesOn) {
            isBroken |= length >= LONGEST;
            advance();
        }
        return goesOn;
    }

    private void take() throws IOException {
        if (length < LONGEST) {
            cell.append((char) next);
        } else {
            isBroken = true;
        }
        advance();
    }

    private void endLine() throws IOException {
        if (next == '\r') {
            next = in.read();
            if (next != '\n') {
                nextLine++;
                return;
            }
        }
        if (next == '\n') {
            advance();
        }
    }

    private void advance() throws IOException {
        if (next == '\n') {
            nextLine++;
        }
        length++;
        next = in.read();
    }
}
