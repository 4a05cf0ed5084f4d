package dev.waymill.formats.kml;

import dev.waymill.formats.reader.UnreadableFileException;

/// Takes apart the text of `<coordinates>`, which may be many megabytes and comes in pieces: tuples
/// `lon,lat[,alt]`, separated by white space. Some programs write blanks around the commas, some separate the
/// tuples by commas, too.
final class KmlCoordinates {
    private static final int MOST_ORDINATES = 3;
    /// Longer than any number; what is longer is cut.
    private static final int MOST_DIGITS = 64;

    private final Tuple receiver;
    private final StringBuilder ordinate = new StringBuilder();
    private final String[] tuple = {"", "", ""};
    /// Ordinates of the tuple that are complete.
    private int count;

    private boolean isInside;
    private boolean isAfterComma;
    private int tuples;
    private long line;
    private long tupleLine;

    KmlCoordinates(Tuple receiver) {
        this.receiver = receiver;
    }

    /// Takes one tuple.
    @FunctionalInterface
    interface Tuple {
        /// @param told how many of the ordinates were told; the others are empty
        void take(long line, int count, String longitude, String latitude, String altitude)
                throws UnreadableFileException;
    }

    void begin() {
        count = 0;
        tuples = 0;
        isInside = isAfterComma = false;
        ordinate.setLength(0);
    }

    /// @param firstLine where the piece begins
    void text(char[] buffer, int from, int length, long firstLine) throws UnreadableFileException {
        line = firstLine;
        for (int i = from; i < from + length; i++) {
            char c = buffer[i];
            if (c == ',') {
                comma();
            } else if (c <= ' ') {
                blank(c);
            } else {
                digit(c);
            }
        }
    }

    /// A comma at the end of a line stands before an altitude that is left out, not before one that follows.
    private void blank(char c) {
        endOrdinate();
        if (c == '\n') {
            line++;
            isAfterComma &= count < 2;
        }
    }

    private void digit(char c) throws UnreadableFileException {
        if (!isInside && count > 0 && !isAfterComma) {
            endTuple();
        }
        if (!isInside && count == 0) {
            tupleLine = line;
        }
        isInside = true;
        isAfterComma = false;
        if (ordinate.length() < MOST_DIGITS) {
            ordinate.append(c);
        }
    }

    private void comma() {
        if (!isInside && (isAfterComma || count == 0)) {
            // Nothing stands between two commas, or before the first.
            isInside = true;
        }
        endOrdinate();
        isAfterComma = count < MOST_ORDINATES;
    }

    private void endOrdinate() {
        if (isInside) {
            if (count < MOST_ORDINATES) {
                tuple[count++] = ordinate.toString();
            }
            ordinate.setLength(0);
            isInside = false;
        }
    }

    private void endTuple() throws UnreadableFileException {
        receiver.take(tupleLine, count, tuple[0], count > 1 ? tuple[1] : "", count > 2 ? tuple[2] : "");
        count = 0;
        tuples++;
    }

    /// @return whether there was any tuple
    boolean end() throws UnreadableFileException {
        endOrdinate();
        if (count > 0) {
            endTuple();
        }
        return tuples > 0;
    }
}
