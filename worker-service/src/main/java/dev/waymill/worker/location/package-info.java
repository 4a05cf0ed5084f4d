/// Location history: one import from its file to its owner's timeline.
///
/// parse → stage → (grace) → promote, or discard; timeline reads what is there. The `import` row is the fence
/// between them: whoever changes an import locks its row first, and only the newest staging may end as staged.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "handler")
package dev.waymill.worker.location;

import org.jspecify.annotations.NullMarked;
