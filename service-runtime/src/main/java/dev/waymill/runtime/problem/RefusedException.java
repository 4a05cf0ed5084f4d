package dev.waymill.runtime.problem;

import dev.waymill.events.rest.Refusal;

/// Ends an internal REST request with a refusal. A refusal is a normal response and not a fault, so the
/// exception has no stack trace.
public final class RefusedException extends RuntimeException {
    private final Refusal refusal;
    private final String detail;

    public RefusedException(Refusal refusal) {
        this(refusal, refusal.detail());
    }

    /// @param detail a text for people, which replaces the refusal's default
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
