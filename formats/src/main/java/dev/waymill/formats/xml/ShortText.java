package dev.waymill.formats.xml;

/// The text of one element that comes in pieces: as much of it as a time, a number or a name has.
public final class ShortText {
    /// What is longer is cut, and will not parse.
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
