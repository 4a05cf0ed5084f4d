package dev.waymill.formats.reader;

import java.util.Locale;

/// A position in a short text that is read once, from left to right.
final class TextCursor {
    private static final char END = '\0';
    /// More digits do not fit into a long.
    private static final int MAX_DIGITS = 18;

    private String text = "";
    private int at;
    private int digits;

    void start(String newText) {
        text = newText;
        at = 0;
    }

    boolean isAtEnd() {
        return at == text.length();
    }

    int position() {
        return at;
    }

    void back(int position) {
        at = position;
    }

    /// Returns the next character without consuming it; NUL at the end.
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : END;
    }

    boolean isDigit(int ahead) {
        char c = peek(ahead);
        return c >= '0' && c <= '9';
    }

    boolean take(char expected) {
        boolean isThere = !isAtEnd() && peek() == expected;
        at += isThere ? 1 : 0;
        return isThere;
    }

    /// Skips white space, also the narrow and unbreakable spaces that phones write before `PM`.
    void skipBlanks() {
        while (!isAtEnd() && (peek() <= ' ' || Character.isSpaceChar(peek()))) {
            at++;
        }
    }

    /// Reads all digits from here.
    ///
    /// @return -1 if there are none or too many
    long number() {
        long value = 0;
        int from = at;
        while (isDigit(0)) {
            value = at - from < MAX_DIGITS ? value * 10 + peek() - '0' : -1;
            at++;
            if (value < 0) {
                return -1;
            }
        }
        digits = at - from;
        return digits == 0 ? -1 : value;
    }

    /// Reads one or two digits.
    ///
    /// @return -1 if there are none or more
    int shortNumber() {
        long value = number();
        return digits <= 2 ? (int) value : -1;
    }

    /// Returns how many digits the last number had.
    int digits() {
        return digits;
    }

    /// Reads the letters from here, in lower case.
    String word() {
        int from = at;
        while (Character.isLetter(peek())) {
            at++;
        }
        return text.substring(from, at).toLowerCase(Locale.ROOT);
    }

    /// Reads up to a character and consumes that too.
    ///
    /// @return empty if the character does not follow
    String until(char end) {
        int found = text.indexOf(end, at);
        if (found < 0) {
            return "";
        }
        var part = text.substring(at, found);
        at = found + 1;
        return part;
    }

    /// Reads the name of a region, e.g. `America/New_York`, which ends before a blank.
    String region() {
        int from = at;
        while (Character.isLetterOrDigit(peek()) || "/_+-".indexOf(peek()) >= 0) {
            at++;
        }
        return text.substring(from, at);
    }
}
