package dev.waymill.gateway.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.scheduling.support.CronExpression;

/// When a schedule fires.
sealed interface Recurrence {
    /// The first firing after that moment; empty when there is none any more.
    Optional<Instant> after(Instant moment);

    /// The coming firings.
    default Stream<Instant> coming(Instant after, int count) {
        return Stream.iterate(after(after), Optional::isPresent, last -> last.flatMap(this::after))
                .flatMap(Optional::stream)
                .limit(count);
    }

    /// By local time. A time that does not exist in spring fires one hour later. A time that occurs twice in
    /// autumn fires once, unless the schedule runs every hour.
    ///
    /// @param expression five fields (minute, hour, day of month, month, day of week), or six with seconds
    ///     first
    record Cron(String expression, ZoneId zone) implements Recurrence {
        private static final int WITHOUT_SECONDS = 5;
        private static final Set<String> EVERY_HOUR = Set.of("*", "*/1", "0-23");

        /// @throws IllegalArgumentException when the expression is none
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

        /// Where every hour fires, so does each that comes twice. Else the clock on the wall counts: a time
        /// that is left out is moved on by as much as the clocks are.
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

    /// In equal steps, counted from one moment, so that they never drift.
    record Every(Duration step, Instant anchor) implements Recurrence {
        @Override
        public Optional<Instant> after(Instant moment) {
            long passed = Math.floorDiv(Duration.between(anchor, moment).toMillis(), step.toMillis());
            return Optional.of(anchor.plus(step.multipliedBy(passed + 1)));
        }
    }
}
