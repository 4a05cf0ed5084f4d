/// Watches this process's Kafka consumers: those of listeners and any other that Boot's factory made.
/// A listener whose container ended (an Error ends it for good) is started again; one that no longer polls, or a
/// process in which nobody polls, is a failing loop, and so in health.
@NullMarked
package dev.waymill.runtime.consumer;

import org.jspecify.annotations.NullMarked;
