/// The contract of internal REST: the bodies of its requests and replies, and its [Refusal]s.
/// The gateway, the scheduler and the worker all use these records.
/// Fields are only added, and are nullable. Readers ignore unknown fields, and read an unknown refusal as
/// `UNKNOWN`.
@NullMarked
package dev.waymill.events.rest;

import org.jspecify.annotations.NullMarked;
