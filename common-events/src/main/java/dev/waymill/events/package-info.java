/// The wire contract between the three services: topics, events, headers and their JSON.
///
/// Every service reads and writes Kafka only through [EventCodec]; no service knows another's classes. An
/// additive change keeps an event's type name. A breaking change is a new record with a new version, next to
/// the old one.
@NullMarked
package dev.waymill.events;

import org.jspecify.annotations.NullMarked;
