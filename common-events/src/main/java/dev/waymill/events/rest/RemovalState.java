package dev.waymill.events.rest;

/// The state of a removal.
///
/// @param state `removed` or `restored`
/// @param points the number of points that were removed
public record RemovalState(String state, long points) {}
