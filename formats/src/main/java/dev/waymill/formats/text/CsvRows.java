package dev.waymill.formats.text;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/// Reads the rows of a table as in RFC 4180: a quoted cell may contain the delimiter, line breaks and doubled
/// quotes. A row ends with CR, LF or CRLF.
final class CsvRows {
    /// Longest row, in characters. A longer row comes from an unclosed quote.
    static final int LONGEST = 1 << 16;

    private static final int END = -1;

    private final Reader in;
    private final char delimiter;
    private final List<String> cells = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    /// The next character, not yet consumed.
    private int next;

    private int length;
    private boolean isBroken;
    private long line;
    private long nextLine;

    /// @param firstLine the line number at the reader's position
    CsvRows(Reader in, char delimiter, long firstLine) throws IOException {
        this.in = in;
        this.delimiter = delimiter;
        this.nextLine = firstLine;
        this.next = in.read();
    }

    /// Reads the next row.
    ///
    /// @return false at the end of the text
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
        } while (skipDelimiter());
        endLine();
        return true;
    }

    /// Returns the row's cells; if the row is broken, the cells read so far.
    List<String> cells() {
        return cells;
    }

    /// Whether the row is too long, or ends inside quotes.
    boolean isBroken() {
        return isBroken;
    }

    /// Returns the number of the line in which the row starts.
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

    private boolean skipDelimiter() throws IOException {
        boolean found = next == delimiter;
        if (found) {
            isBroken |= length >= LONGEST;
            advance();
        }
        return found;
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
