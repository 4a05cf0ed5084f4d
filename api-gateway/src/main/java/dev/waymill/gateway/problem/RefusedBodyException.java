package dev.waymill.gateway.problem;

import java.io.IOException;
import java.io.Serial;

/// Stops the reading of a body that exceeds its limits. It is an [IOException], because code that reads a body
/// handles those and releases its resources. [ProblemException#in] finds the problem among the causes, however
/// often it is wrapped.
public final class RefusedBodyException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    public RefusedBodyException(ProblemException refusal) {
        super(refusal.getMessage(), refusal);
    }
}
