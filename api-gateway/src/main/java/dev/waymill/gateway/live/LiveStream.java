package dev.waymill.gateway.live;

import java.util.UUID;

/// All live points of an owner's device: one import that never ends.
///
/// @param job the job that stands for it
/// @param name for people
record LiveStream(UUID job, String name) {}
