package dev.waymill.gateway.problem;

import java.io.IOException;
import java.io.Serial;

/// Ends the reading of a body that is beyond its bounds. An [IOException], since whoever reads a body is
/// prepared for one and lets go of what it holds; the problem comes through to the caller, however many have
/// wrapped it.
public final class RefusedBodyException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    public RefusedBodyException(ProblemException refusal) {
        super(refusal.getMessage(), refusal);
    }
}
