package dev.waymill.formats.reader;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What receivers and loggers write for a position without a satellite fix.
final class FixStatus {
    /// `V` is NMEA's navigation receiver warning, `N` its mode without data.
    private static final Set<String> WORDS = Set.of(
            "v",
            "void",
            "no fix",
            "nofix",
            "no-fix",
            "no_fix",
            "invalid",
            "not valid",
            "fix none",
            "fix not valid",
            "no signal",
            "warning");
    private static final Set<String> OF_FIX_FIELDS =
            Set.of("0", "0.0", "n", "no", "none", "false", "f", "not available");

    private FixStatus() {}

    /// @param fix the text of a field about the fix; null if there is none
    /// @param status the text of a field about the status of anything; null if there is none
    static boolean isFix(@Nullable String fix, @Nullable String status) {
        if (fix == null && status == null) {
            return true;
        }
        var word = lower(fix);
        return !WORDS.contains(word) && !OF_FIX_FIELDS.contains(word) && !WORDS.contains(lower(status));
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }
}
