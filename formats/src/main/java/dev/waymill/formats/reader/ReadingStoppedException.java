package dev.waymill.formats.reader;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Ends the reading of a file from within, where no checked exception can be thrown. [LookAhead] turns it into
/// its cause.
final class ReadingStoppedException extends RuntimeException {
    private static final String WAY_OUT =
            ". Say the order by a pattern, e.g. ?timePattern=dd/MM/yyyy HH:mm:ss or ?timePattern=MM/dd/yyyy HH:mm:ss";
    private static final int LONGEST_SHOWN = 60;

    private ReadingStoppedException(@Nullable Exception cause) {
        super("The file need not be read further", cause, false, false);
    }

    /// All that was looked for is found.
    static ReadingStoppedException decided() {
        return new ReadingStoppedException(null);
    }

    static ReadingStoppedException of(IOException e) {
        return new ReadingStoppedException(e);
    }

    /// The file never shows the order of its dates.
    static ReadingStoppedException ambiguous(String text) {
        return new ReadingStoppedException(UnreadableFileException.wrong(
                "ambiguous-time",
                "The file does not show whether the day, the month or the year comes first in \"" + shown(text) + "\""
                        + WAY_OUT));
    }

    /// Two dates of a file have different orders.
    static ReadingStoppedException contradiction(String one, String other) {
        return new ReadingStoppedException(UnreadableFileException.wrong(
                "contradicting-times",
                "Day, month and year have one order in \"" + shown(one) + "\" and another in \"" + shown(other) + "\""
                        + WAY_OUT));
    }

    private static String shown(String text) {
        return TextCleaner.cut(text.strip(), LONGEST_SHOWN);
    }

    /// Returns what a reader would have thrown.
    UnreadableFileException unreadable() throws IOException {
        if (getCause() instanceof IOException e) {
            throw e;
        }
        if (getCause() instanceof UnreadableFileException e) {
            return e;
        }
        throw this;
    }
}
