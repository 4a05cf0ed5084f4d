/// The fair order of ready tasks, and what keeps a task out of it.
///
/// [ReadyQueue] gives each task its position, or lets it wait while its job's concurrency key is in use
/// ([ConcurrencyKeys]). Called inside transactions; each calls it once, after [ReadyQueue#lock] if it has more
/// than one step. [ClaimCursor] remembers where a loop that empties an ordered table continues, so that rows it
/// has already taken do not slow it down.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.queue;

import org.jspecify.annotations.NullMarked;
