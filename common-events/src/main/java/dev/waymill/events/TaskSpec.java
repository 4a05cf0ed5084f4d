package dev.waymill.events;

/// What a task is to do.
///
/// @param kind the handler's name, e.g. `import.stage`
/// @param payload the handler's input; the scheduler stores it and never parses it
/// @param cancellable false for a task that must not be stopped once it has begun (a promotion): from then on,
///     cancelling its job is refused
public record TaskSpec(String kind, RawJson payload, boolean cancellable) {
    public TaskSpec(String kind, RawJson payload) {
        this(kind, payload, true);
    }
}
