package dev.waymill.events;

/// A record is not an event that this version can read. The consumer sends the record to the dead letters and
/// continues; a retry cannot help.
public final class UnreadableEventException extends Exception {
    public UnreadableEventException(String message, Throwable cause) {
        super(message, cause);
    }

    public UnreadableEventException(String message) {
        super(message);
    }
}
