/// The life of an import, from its file to its owner's timeline and out of it again.
///
/// Packages stage → preview → (grace) → promote, or discard; then revert. The `import` row is the fence between
/// them: whoever changes an import locks its row first, and only the newest staging may end as staged. Here are
/// the row and its states, what it counted, and what it has staged. The points themselves are the module
/// `timeline`'s.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"handler", "timeline"})
package dev.waymill.worker.imports;

import org.jspecify.annotations.NullMarked;
