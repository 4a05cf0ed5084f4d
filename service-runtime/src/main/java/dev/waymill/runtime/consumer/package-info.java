/// Watches this process's Kafka consumers: those of listeners and any other created by Boot's factory. A
/// listener whose container has ended (an Error ends it for good) is restarted. If a consumer no longer polls,
/// or none does, health is down.
@NullMarked
package dev.waymill.runtime.consumer;

import org.jspecify.annotations.NullMarked;
