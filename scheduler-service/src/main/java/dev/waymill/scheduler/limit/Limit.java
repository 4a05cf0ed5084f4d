package dev.waymill.scheduler.limit;

import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A limit on the dispatched tasks of a job type or owner. Clean-up tasks are never limited.
///
/// @param atOnce most tasks dispatched or running, 0 or more; null for no limit
/// @param rate most tasks dispatched per period; null for no limit
/// @param paused true to dispatch none
record Limit(Key key, @Nullable Integer atOnce, @Nullable Rate rate, boolean paused) {
    Limit {
        if (atOnce != null && atOnce < 0) {
            throw new RefusedException(Refusal.INVALID_LIMIT, "atOnce must be 0 or more");
        }
    }

    /// @param tasks 1 or more, within any period of that length
    record Rate(int tasks, Duration per) {
        Rate {
            if (tasks < 1 || per.toMillis() < 1) {
                throw new RefusedException(Refusal.INVALID_LIMIT, "A rate must have at least 1 task and at least 1 ms");
            }
        }
    }

    /// What the limit applies to.
    enum Scope {
        TYPE,
        OWNER;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Scope ofWireName(String name) {
            return switch (name) {
                case "type" -> TYPE;
                case "owner" -> OWNER;
                default -> throw new RefusedException(Refusal.INVALID_LIMIT, "The scope must be type or owner");
            };
        }
    }

    /// @param name a job type or an owner, or `*` for each of them
    record Key(Scope scope, String name) {
        /// The limit of every type or owner without its own limit, applied to each separately.
        static final String EACH = "*";

        /// Parses the form in `ready.limited_by`.
        static Key of(String text) {
            int colon = text.indexOf(':');
            return new Key(Scope.ofWireName(text.substring(0, colon)), text.substring(colon + 1));
        }

        Key forEach() {
            return new Key(scope, EACH);
        }

        @Override
        public String toString() {
            return scope.wireName() + ":" + name;
        }
    }

    boolean limitsNothing() {
        return atOnce == null && rate == null && !paused;
    }
}
