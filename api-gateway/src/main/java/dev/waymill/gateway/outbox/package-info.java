/// The way of a submitted job to the scheduler: rows that are not published yet become job-created events.
/// Woken by every submission, and by a poll each second for what a crash or an outage left behind.
/// Each row is sent at least once, with the same event id each time; a broker outage delays it and loses nothing.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.waymill.gateway.outbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
