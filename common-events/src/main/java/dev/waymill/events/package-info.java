/// The wire contract between the three services: topics, events, headers and their JSON.
/// Every service reads and writes Kafka through [EventCodec] and nothing else; no service knows another's
/// classes. Additive change keeps an event's type name; a breaking change is a new record with a new version
/// beside the old one.
@NullMarked
package dev.waymill.events;

import org.jspecify.annotations.NullMarked;
