package dev.waymill.objects;

/// The content is larger than the caller allows. Separate from other errors, so that the caller can respond
/// "too large".
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
