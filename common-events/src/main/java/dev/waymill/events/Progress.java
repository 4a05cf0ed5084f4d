package dev.waymill.events;

/// The progress of a job.
///
/// @param phase the current phase, e.g. `stage`
/// @param done units finished, in the phase's own unit
/// @param total units in all; 0 if not known
public record Progress(String phase, long done, long total) {}
