package dev.waymill.formats.xml;

/// Collects the text of one element from pieces, up to the length of a time, a number or a name.
public final class ShortText {
    /// Longer text is cut. A time or number of that length does not parse.
    private static final int MOST = 256;

    private final StringBuilder text = new StringBuilder();

    public void clear() {
        text.setLength(0);
    }

    public void append(char[] buffer, int from, int length) {
        text.append(buffer, from, Math.min(MOST - text.length(), length));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
