package dev.waymill.scheduler.job;

import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;

/// How a command ended.
public sealed interface CommandResult {
    CommandResult DONE = new Done();

    record Done() implements CommandResult {}

    /// Nothing was changed.
    ///
    /// @param detail for people
    record Refused(Refusal refusal, String detail) implements CommandResult {}

    static CommandResult refused(Refusal refusal) {
        return new Refused(refusal, refusal.detail());
    }

    /// @throws RefusedException when it was refused
    default void orThrow() {
        if (this instanceof Refused(var refusal, var detail)) {
            throw new RefusedException(refusal, detail);
        }
    }
}
