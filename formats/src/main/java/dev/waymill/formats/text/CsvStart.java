package dev.waymill.formats.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;

/// The beginning of a table: its delimiter, and the line of its header row.
///
/// @param line from 1
record CsvStart(char delimiter, long line) {
    /// If several occur equally often in the header, the first one here is used.
    private static final String DELIMITERS = ",;\t|";

    /// Spreadsheets write a line such as `sep=;` before the header. It sets the delimiter.
    private static final String SEPARATOR = "sep=";

    /// Detects the delimiter and the header row, and leaves the reader at the header row.
    ///
    /// @param text supports a mark of [CsvRows#LONGEST] characters
    static CsvStart of(BufferedReader text) throws IOException {
        for (long line = 1; ; line++) {
            text.mark(CsvRows.LONGEST);
            var first = line(text);
            var stripped = first.strip();
            if (stripped.length() == SEPARATOR.length() + 1
                    && stripped.toLowerCase(Locale.ROOT).startsWith(SEPARATOR)) {
                return new CsvStart(stripped.charAt(SEPARATOR.length()), line + 1);
            }
            if (!stripped.isEmpty() || first.isEmpty()) {
                text.reset();
                return new CsvStart(delimiter(first), line);
            }
        }
    }

    /// Reads a line with its line break; only the beginning of a line that is too long; empty at the end of the
    /// text.
    private static String line(BufferedReader text) throws IOException {
        var line = new StringBuilder();
        int c = 0;
        while (c != '\n' && line.length() < CsvRows.LONGEST - 1) {
            c = text.read();
            if (c < 0) {
                break;
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private static char delimiter(String names) {
        var counts = new int[DELIMITERS.length()];
        boolean quoted = false;
        for (int i = 0; i < names.length(); i++) {
            char c = names.charAt(i);
            quoted ^= c == '"';
            int which = DELIMITERS.indexOf(c);
            if (which >= 0 && !quoted) {
                counts[which]++;
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return DELIMITERS.charAt(best);
    }
}
