/// Imports a file into its owner's timeline, and removes it again.
///
/// Packages stage → preview → (grace) → promote, or discard; then revert. A live stream is an import, too, which goes
/// on: module `live` adds its points. The `import` row is the fence between
/// them: a transaction that changes an import locks its row first, and only the newest staging may end as
/// staged. This package has the row and its states, its counts, and its staged data. The points in the timeline
/// belong to the module `timeline`.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"handler", "timeline"})
package dev.waymill.worker.imports;

import org.jspecify.annotations.NullMarked;
