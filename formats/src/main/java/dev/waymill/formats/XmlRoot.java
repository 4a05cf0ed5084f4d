package dev.waymill.formats;

import org.jspecify.annotations.Nullable;

/// Finds the name of an XML document's outermost element, after blanks, comments, processing instructions and a
/// document type. Looks at each character only once, for any input.
final class XmlRoot {
    private static final String DOCTYPE = "<!DOCTYPE";

    private final String text;
    private int at;

    private XmlRoot(String text) {
        this.text = text;
    }

    /// @return the name with its prefix; null if the text is not XML or ends before the element
    static @Nullable String of(String text) {
        return new XmlRoot(text).name();
    }

    private @Nullable String name() {
        skipProlog();
        if (at < 0 || at >= text.length() || text.charAt(at) != '<') {
            return null;
        }
        int end = at + 1;
        while (end < text.length() && isPartOfName(text.charAt(end))) {
            end++;
        }
        boolean begins = end > at + 1 && (Character.isLetter(text.charAt(at + 1)) || text.charAt(at + 1) == '_');
        return begins ? text.substring(at + 1, end) : null;
    }

    private static boolean isPartOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == ':' || c == '-';
    }

    private void skipProlog() {
        boolean inProlog = true;
        while (inProlog && at >= 0) {
            skipBlanks();
            if (text.startsWith("<?", at)) {
                skipTo("?>");
            } else if (text.startsWith("<!--", at)) {
                skipTo("-->");
            } else if (text.regionMatches(true, at, DOCTYPE, 0, DOCTYPE.length())) {
                at += DOCTYPE.length();
                skipDoctype();
            } else {
                inProlog = false;
            }
        }
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    /// Moves behind the given text, or to -1 if it is not found.
    private void skipTo(String end) {
        int found = text.indexOf(end, at);
        at = found < 0 ? -1 : found + end.length();
    }

    /// Moves behind the `>` that is neither in quotes nor in the internal subset.
    private void skipDoctype() {
        boolean isInside = false;
        while (at >= 0 && at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                at++;
                skipTo(String.valueOf(c));
            } else if (c == '<' && text.startsWith("<!--", at)) {
                skipTo("-->");
            } else {
                isInside = c == '[' || isInside && c != ']';
                at++;
                if (c == '>' && !isInside) {
                    return;
                }
            }
        }
        at = -1;
    }
}
