package dev.waymill.gateway.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Determines when a schedule fires.
sealed interface Recurrence {
    /// Returns the first firing after the moment; empty when there is none.
    Optional<Instant> after(Instant moment);

    /// Returns the next firings after the moment, at most `count`.
    default Stream<Instant> coming(Instant after, int count) {
        return Stream.iterate(after(after), Optional::isPresent, last -> last.flatMap(this::after))
                .flatMap(Optional::stream)
                .limit(count);
    }

    /// A cron expression in local time.
    ///
    /// A local time that does not exist, because clocks are put forward, fires later by the length of the gap;
    /// at most once per moment, if another local time fires then as well. A local time that occurs twice,
    /// because clocks are put back, fires the first time; both times if the expression runs in every hour, so
    /// that it does not pause for an hour.
    record Cron(CronExpression expression, ZoneId zone) implements Recurrence {
        /// @throws IllegalArgumentException when the expression is invalid
        Cron(String expression, ZoneId zone) {
            this(new CronExpression(expression), zone);
        }

        /// Searches one period of constant offset after another. A gap's local times are, by the offset before
        /// it, the beginning of the period after it: so they are searched by that offset.
        @Override
        public Optional<Instant> after(Instant moment) {
            var rules = zone.getRules();
            var last = moment;
            var begin = rules.previousTransition(moment.plusNanos(1));
            while (true) {
                var offset = begin == null ? rules.getOffset(moment) : begin.getOffsetAfter();
                var end = rules.nextTransition(begin == null ? moment : begin.getInstant());
                var regular = next(afterRepeated(last, begin), offset);
                if (regular.isEmpty()) {
                    return regular;
                }
                var first = min(regular.get(), inGap(last, begin));
                if (end == null || first.isBefore(end.getInstant())) {
                    return Optional.of(first);
                }
                last = end.getInstant().minusNanos(1);
                begin = end;
            }
        }

        private Optional<Instant> next(Instant after, ZoneOffset offset) {
            return expression.next(after.atOffset(offset).toLocalDateTime()).map(local -> local.toInstant(offset));
        }

        /// The moment after which to search, unless it is in a repeated period that does not fire again.
        private Instant afterRepeated(Instant moment, @Nullable ZoneOffsetTransition begin) {
            if (begin == null || begin.isGap() || expression.isEveryHour()) {
                return moment;
            }
            var repeated = begin.getInstant().minus(begin.getDuration()).minusNanos(1);
            return moment.isBefore(repeated) ? repeated : moment;
        }

        private @Nullable Instant inGap(Instant after, @Nullable ZoneOffsetTransition begin) {
            if (begin == null || !begin.isGap()) {
                return null;
            }
            var end = begin.getInstant().plus(begin.getDuration());
            return after.isBefore(end)
                    ? next(after, begin.getOffsetBefore()).filter(end::isAfter).orElse(null)
                    : null;
        }

        private static Instant min(Instant one, @Nullable Instant other) {
            return other != null && other.isBefore(one) ? other : one;
        }
    }

    /// Equal intervals, counted from a fixed moment, so that they do not drift.
    record Every(Duration step, Instant anchor) implements Recurrence {
        @Override
        public Optional<Instant> after(Instant moment) {
            long passed = Math.floorDiv(Duration.between(anchor, moment).toMillis(), step.toMillis());
            return Optional.of(anchor.plus(step.multipliedBy(passed + 1)));
        }
    }
}
