package dev.waymill.events.rest;

/// The state of an import: `GET /internal/imports/{jobId}/state?owner=`.
///
/// @param state `staging`, `staged`, `promoted`, `discarded` or `reverted`
public record ImportState(String state) {}
