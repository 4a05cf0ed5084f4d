package dev.waymill.scheduler.job;

import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;

/// The result of a command.
public sealed interface CommandResult {
    CommandResult DONE = new Done();

    /// The command took effect, or had already done so.
    record Done() implements CommandResult {}

    /// The command was refused and changed nothing.
    ///
    /// @param detail a text for people
    record Refused(Refusal refusal, String detail) implements CommandResult {}

    static CommandResult refused(Refusal refusal) {
        return new Refused(refusal, refusal.detail());
    }

    /// Throws an exception if the command was refused.
    ///
    /// @throws RefusedException if the command was refused
    default void orThrow() {
        if (this instanceof Refused(var refusal, var detail)) {
            throw new RefusedException(refusal, detail);
        }
    }
}
