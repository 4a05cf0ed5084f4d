package dev.waymill.formats.reader;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Cleans text from files for storage: short, printable, normalised.
public final class TextCleaner {
    private static final int MAX_NAME = 200;
    private static final int MAX_CATEGORY = 40;
    private static final int MAX_MESSAGE = 2_000;
    /// Only this many characters are examined. Longer text is cut first.
    private static final int MAX_LOOKED_AT = 4 * MAX_MESSAGE;
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}]");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern GAP = Pattern.compile("[\\s_]+");

    private TextCleaner() {}

    /// Cleans a display name: at most 200 visible characters, on one line.
    ///
    /// @return null if nothing is left
    public static @Nullable String name(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var line = SPACE.matcher(beginning(text)).replaceAll(" ");
        return shortened(INVISIBLE.matcher(line).replaceAll("").strip(), MAX_NAME);
    }

    /// Cleans a file name in an archive for display: visible characters only, the last 200 if it is longer.
    public static String path(String text) {
        var end = text.substring(Math.max(0, text.length() - MAX_LOOKED_AT));
        var visible = INVISIBLE.matcher(end).replaceAll("");
        return visible.length() <= MAX_NAME ? visible : "…" + visible.substring(visible.length() - MAX_NAME + 1);
    }

    /// Normalises an identifier: `IN_PASSENGER_VEHICLE` and `in passenger vehicle` become
    /// `in-passenger-vehicle`.
    ///
    /// @return null if nothing is left, or if the source says `unknown`
    public static @Nullable String category(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var clean = INVISIBLE.matcher(beginning(text)).replaceAll(" ").strip();
        var word = shortened(GAP.matcher(clean).replaceAll("-").toLowerCase(Locale.ROOT), MAX_CATEGORY);
        return "unknown".equals(word) ? null : word;
    }

    /// Cleans an error message that may quote the file: at most 2,000 visible characters.
    public static String message(String text) {
        return cut(INVISIBLE.matcher(beginning(text)).replaceAll("·"), MAX_MESSAGE);
    }

    /// Shortens the text to `most` characters, ending with `…`. Shorter text is returned unchanged.
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }

    /// Removes what pads a cell: white space of any kind, NUL, no-break spaces and byte order marks.
    public static String unpadded(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isPadding(text.charAt(from))) {
            from++;
        }
        while (to > from && isPadding(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isPadding(char c) {
        return c <= ' ' || c >= '\u007f' && (c <= '\u00a0' || c == '\uFEFF' || Character.isSpaceChar(c));
    }

    private static String beginning(String text) {
        return text.substring(0, Math.min(MAX_LOOKED_AT, text.length()));
    }

    private static @Nullable String shortened(String text, int most) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end);
    }

    /// Returns the letters and digits of a name in lower case, so that names can be compared in any notation.
    public static String bare(String name) {
        var bare = new StringBuilder(name.length());
        name.codePoints().filter(Character::isLetterOrDigit).forEach(bare::appendCodePoint);
        return bare.toString().toLowerCase(Locale.ROOT);
    }
}
