package dev.waymill.events;

/// How far a job has come.
///
/// @param phase what is being done now, e.g. `stage`
/// @param done units finished, in the phase's own unit
/// @param total units in all, 0 when not known
public record Progress(String phase, long done, long total) {}
