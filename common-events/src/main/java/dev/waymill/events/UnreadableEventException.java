package dev.waymill.events;

/// A record is no event that this build can read. Its catcher sends the record to the dead letters and goes on;
/// nothing else is to be done with it, so trying again is pointless.
public final class UnreadableEventException extends Exception {
    public UnreadableEventException(String message, Throwable cause) {
        super(message, cause);
    }

    public UnreadableEventException(String message) {
        super(message);
    }
}
