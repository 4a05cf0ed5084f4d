/// The door of Waymill: REST for people and programs, uploads, keys, the view of a job and its live stream.
/// Called by HTTP clients; it calls Kafka (job-created out, job-changed in) and the two other services' internal
/// REST.
/// What it has answered with 202 is in its database, and from there it reaches the scheduler, whatever dies
/// meanwhile.
@NullMarked
package dev.waymill.gateway;

import org.jspecify.annotations.NullMarked;
