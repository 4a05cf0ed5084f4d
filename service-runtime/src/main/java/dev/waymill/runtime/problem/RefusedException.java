package dev.waymill.runtime.problem;

import dev.waymill.events.rest.Refusal;

/// Ends a request of internal REST with that refusal. It is a response, not an accident, so its stack trace
/// does not matter.
public final class RefusedException extends RuntimeException {
    private final Refusal refusal;
    private final String detail;

    public RefusedException(Refusal refusal) {
        this(refusal, refusal.detail());
    }

    /// @param detail for people, instead of the refusal's own
    public RefusedException(Refusal refusal, String detail) {
        super(refusal.code() + ": " + detail, null, false, false);
        this.refusal = refusal;
        this.detail = detail;
    }

    public Refusal refusal() {
        return refusal;
    }

    String detail() {
        return detail;
    }
}
