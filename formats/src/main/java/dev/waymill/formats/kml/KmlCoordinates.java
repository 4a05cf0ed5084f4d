package dev.waymill.formats.kml;

import dev.waymill.formats.reader.UnreadableFileException;

/// Parses the text of `<coordinates>`, which may be many megabytes and comes in pieces: tuples `lon,lat[,alt]`,
/// separated by white space. Some programs write blanks around the commas, or commas between the tuples.
final class KmlCoordinates {
    private static final int MOST_ORDINATES = 3;
    /// More characters than any number has. Longer ordinates are cut.
    private static final int MOST_DIGITS = 64;

    private final Tuple receiver;
    private final StringBuilder ordinate = new StringBuilder();
    private final String[] tuple = {"", "", ""};
    /// Completed ordinates of the current tuple.
    private int count;

    private boolean isInside;
    private boolean isAfterComma;
    private int tuples;
    private long line;
    private long tupleLine;

    KmlCoordinates(Tuple receiver) {
        this.receiver = receiver;
    }

    /// Receives one tuple.
    @FunctionalInterface
    interface Tuple {
        /// @param count how many ordinates are present; the others are empty
        void take(long line, int count, String longitude, String latitude, String altitude)
                throws UnreadableFileException;
    }

    void begin() {
        count = 0;
        tuples = 0;
        isInside = isAfterComma = false;
        ordinate.setLength(0);
    }

    /// @param firstLine line number at the start of the piece
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

    /// A comma at the end of a line after two ordinates means that the altitude is missing. The next line is a
    /// new tuple.
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
            // An empty ordinate: between two commas, or before the first comma.
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
