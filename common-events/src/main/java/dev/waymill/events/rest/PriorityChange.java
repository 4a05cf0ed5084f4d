package dev.waymill.events.rest;

/// The body of `POST /internal/jobs/{id}/priority`.
///
/// @param priority 0 (first) … 9 (last)
public record PriorityChange(int priority) {
    public PriorityChange {
        if (priority < 0 || priority > 9) {
            throw new IllegalArgumentException("The priority must be 0 (first) to 9 (last)");
        }
    }
}
