package dev.waymill.objects;

/// The content is longer than the caller allows; the caller answers "too large" instead of "broken".
public final class ObjectTooLargeException extends Exception {
    private final long maxBytes;

    ObjectTooLargeException(long maxBytes) {
        super("More than " + maxBytes + " bytes");
        this.maxBytes = maxBytes;
    }

    public long maxBytes() {
        return maxBytes;
    }
}
