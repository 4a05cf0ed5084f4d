package dev.waymill.formats.point;

/// A movement recorded by the source: a period, and the means of transport.
///
/// @param from in epoch milliseconds, as is `to`
/// @param mode in lower case, words joined by `-`, e.g. `in-passenger-vehicle`
/// @param distance metres; NaN when unknown
/// @param confidence 0…1; NaN when unknown
public record Movement(long from, long to, String mode, float distance, float confidence) {}
