/// Tells a webhook of new dead letters, several at once, with growing pauses while it does not respond. The schedule
/// is a table, so a crash loses no notice; one may arrive twice.
@NullMarked
package dev.waymill.scheduler.deadletter.webhook;

import org.jspecify.annotations.NullMarked;
