/// The contract of internal REST: the bodies of its requests and replies, and its [Refusal]s.
/// The gateway, the scheduler and the worker use these records and none of their own.
/// Fields are only ever added, and nullable; a reader ignores newer ones, and reads newer refusals as unknown.
@NullMarked
package dev.waymill.events.rest;

import org.jspecify.annotations.NullMarked;
