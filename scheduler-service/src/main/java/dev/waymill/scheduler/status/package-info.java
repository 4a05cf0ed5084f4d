/// What waits and what runs, for meters and for `GET /internal/status`.
///
/// Two loops read samples: one from the database, one from the broker, so that each still works while the other
/// one's source is unavailable. Scrapes and requests get the last sample and its age; they wait for nothing.
/// Counts stop at 100,001, and slow statements are cancelled.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"dispatch", "metrics", "queue"})
package dev.waymill.scheduler.status;

import org.jspecify.annotations.NullMarked;
