package dev.waymill.formats.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;

/// How a table begins: what separates its cells, and in which line its names stand.
///
/// @param line from 1
record CsvStart(char delimiter, long line) {
    /// Of those that stand in the names equally often, the first.
    private static final String DELIMITERS = ",;\t|";

    /// Spreadsheets write `sep=;` into the first line, and mean it.
    private static final String SEPARATOR = "sep=";

    /// Finds out. The text then stands at the names.
    ///
    /// @param text can go back by [CsvRows#LONGEST] characters
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

    /// A line with its end; of one that is too long the beginning; at the end of the text empty.
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
