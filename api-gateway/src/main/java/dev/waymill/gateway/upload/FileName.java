package dev.waymill.gateway.upload;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/// Cleans the name of an uploaded file for display. It is never used as a path.
final class FileName {
    private static final int MAX_CHARS = 255;
    private static final String UNNAMED = "upload";

    private FileName() {}

    /// Returns the last path segment in NFC, without control characters, format characters (such as bidi
    /// overrides) and unpaired surrogates, at most 255 characters long.
    static String of(@Nullable String given) {
        if (given == null) {
            return UNNAMED;
        }
        var segment = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        var visible = new StringBuilder();
        Normalizer.normalize(segment, Normalizer.Form.NFC)
                .codePoints()
                .filter(FileName::isVisible)
                .forEach(visible::appendCodePoint);
        var name = shorten(visible.toString().strip());
        return name.isEmpty() || name.equals(".") || name.equals("..") ? UNNAMED : name;
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /// Does not split a surrogate pair.
    private static String shorten(String name) {
        if (name.length() <= MAX_CHARS) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
        return name.substring(0, end);
    }
}
