package dev.waymill.gateway.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.scheduling.support.CronExpression;

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

    /// A cron expression in local time. A time that does not exist in spring fires one hour later. A time that
    /// occurs twice in autumn fires once, unless the schedule runs every hour.
    ///
    /// @param expression five fields (minute, hour, day of month, month, day of week), or six with seconds
    ///     first
    record Cron(String expression, ZoneId zone) implements Recurrence {
        private static final int WITHOUT_SECONDS = 5;
        private static final Set<String> EVERY_HOUR = Set.of("*", "*/1", "0-23");

        /// @throws IllegalArgumentException when the expression is invalid
        public Cron {
            parse(expression);
        }

        private static CronExpression parse(String text) {
            var fields = fields(text);
            return CronExpression.parse(fields.length == WITHOUT_SECONDS ? "0 " + text.strip() : text.strip());
        }

        private static String[] fields(String text) {
            return text.strip().split("\\s+", -1);
        }

        /// If the expression fires every hour, it also fires in both occurrences of a repeated hour. Otherwise
        /// local time decides: a skipped local time fires later by the length of the gap.
        @Override
        public Optional<Instant> after(Instant moment) {
            var cron = parse(expression);
            if (firesEveryHour()) {
                return Optional.ofNullable(cron.next(moment.atZone(zone))).map(ZonedDateTime::toInstant);
            }
            var time = cron.next(moment.atZone(zone).toLocalDateTime());
            while (time != null && !time.atZone(zone).toInstant().isAfter(moment)) {
                time = cron.next(time);
            }
            return Optional.ofNullable(time).map(local -> local.atZone(zone).toInstant());
        }

        private boolean firesEveryHour() {
            var fields = fields(expression);
            return fields.length >= WITHOUT_SECONDS
                    ? EVERY_HOUR.contains(fields[fields.length - 4])
                    : expression.strip().equals("@hourly");
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
