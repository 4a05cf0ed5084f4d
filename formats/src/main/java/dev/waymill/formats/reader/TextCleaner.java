package dev.waymill.formats.reader;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Cleans text from files for storage: short, printable, normalised.
public final class TextCleaner {
    private static final int MAX_NAME = 200;
    private static final int MAX_CATEGORY = 40;
    private static final int MAX_MESSAGE = 2_000;
    /// What is longer is no name; not all of it is looked at.
    private static final int MAX_LOOKED_AT = 4 * MAX_MESSAGE;
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}]");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern GAP = Pattern.compile("[\\s_]+");

    private TextCleaner() {}

    /// A name for people: at most 200 characters of the visible ones, lines joined; null when nothing is left.
    public static @Nullable String name(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var line = SPACE.matcher(beginning(text)).replaceAll(" ");
        return shortened(INVISIBLE.matcher(line).replaceAll("").strip(), MAX_NAME);
    }

    /// The name of a file in an archive, to be shown: its visible characters, of a very long one the last 200.
    public static String path(String text) {
        var end = text.substring(Math.max(0, text.length() - MAX_LOOKED_AT));
        var visible = INVISIBLE.matcher(end).replaceAll("");
        return visible.length() <= MAX_NAME ? visible : "…" + visible.substring(visible.length() - MAX_NAME + 1);
    }

    /// A word for programs, `IN_PASSENGER_VEHICLE` as well as `in passenger vehicle` to `in-passenger-vehicle`;
    /// null when nothing is left, or the source says itself that it does not know.
    public static @Nullable String category(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var clean = INVISIBLE.matcher(beginning(text)).replaceAll(" ").strip();
        var word = shortened(GAP.matcher(clean).replaceAll("-").toLowerCase(Locale.ROOT), MAX_CATEGORY);
        return "unknown".equals(word) ? null : word;
    }

    /// What is wrong with a file, in words that may quote it: at most 2,000 characters, each of which can be seen.
    public static String message(String text) {
        return cut(INVISIBLE.matcher(beginning(text)).replaceAll("·"), MAX_MESSAGE);
    }

    /// The text, or its beginning with `…` behind.
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
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
}
