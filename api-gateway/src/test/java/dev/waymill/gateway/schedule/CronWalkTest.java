package dev.waymill.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.schedule.Recurrence.Cron;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Compares [Cron] with a slow walk over the minutes on the wall clock, with random expressions in the zones of
/// the time zone database. The walk shares no code with it: not even the expression's text is parsed.
///
/// `-Dwaymill.cron.rounds=2` takes each zone twice, and a random ten years each time; without it a few seconds'
/// worth of zones are taken. `-Dwaymill.cron.seed` repeats a run.
class CronWalkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int YEARS = 10;

    @Test
    void every_zone_fires_as_a_walk_over_its_minutes_says() {
        long seed = Long.getLong("waymill.cron.seed", System.nanoTime());
        int rounds = Integer.getInteger("waymill.cron.rounds", 0);
        var zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        var random = new Random(seed);
        long began = System.nanoTime();
        int cases = 0;
        long firings = 0;
        while (rounds > 0
                ? cases < rounds * zones.size()
                : System.nanoTime() - began < PATIENCE.toNanos() && cases < zones.size()) {
            var zone = ZoneId.of(zones.get(rounds > 0 ? cases % zones.size() : random.nextInt(zones.size())));
            firings += compare(Walk.random(zone, random), random, "seed=" + seed + " case=" + cases);
            cases++;
        }
        System.out.printf("cron: seed=%d, %,d expressions over %d years, %,d firings%n", seed, cases, YEARS, firings);
        assertThat(cases).isPositive();
    }

    private static long compare(Walk walk, Random random, String where) {
        var cron = new Cron(walk.text(), walk.zone());
        var expected = walk.firings();
        var last = walk.begin();
        for (var firing : expected) {
            var next = cron.after(last).orElseThrow();
            if (!next.equals(firing)) {
                assertThat(next).as("%s: %s after %s", where, walk, last).isEqualTo(firing);
            }
            last = next;
        }
        for (var transition : walk.transitions()) {
            var moment = transition.plusSeconds(random.nextInt(-7_200, 7_200));
            var next = expected.higher(moment);
            if (next != null && moment.isAfter(walk.begin())) {
                assertThat(cron.after(moment))
                        .as("%s: %s after %s", where, walk, moment)
                        .contains(next);
            }
        }
        return expected.size();
    }

    /// @param minutes the minutes in which it fires; likewise the other sets, Sunday is 0
    /// @param eitherDay whether one of the two day fields is enough
    private record Walk(
            String text,
            ZoneId zone,
            LocalDateTime from,
            List<Integer> minutes,
            List<Integer> hours,
            List<Integer> days,
            List<Integer> months,
            List<Integer> weekdays,
            boolean eitherDay) {
        static Walk random(ZoneId zone, Random random) {
            var minute = Field.random(random, 0, 59, 4);
            var hour = Field.random(random, 0, 23, 4);
            var day = Field.random(random, 1, 31, 5);
            var month = Field.random(random, 1, 12, 5);
            var weekday = Field.random(random, 0, 6, 5);
            var text = String.join(" ", minute.text, hour.text, day.text, month.text, weekday.text);
            boolean open = day.text.startsWith("*") || weekday.text.startsWith("*");
            var from = LocalDateTime.of(1970 + random.nextInt(80), 1, 1, 0, 0);
            return new Walk(
                    text, zone, from, minute.values, hour.values, day.values, month.values, weekday.values, !open);
        }

        /// The firings of ten years, without those at the very ends, which a clock change may have moved.
        TreeSet<Instant> firings() {
            var found = new TreeSet<Instant>();
            var rules = zone.getRules();
            var end = from.plusYears(YEARS);
            for (var time = from; time.isBefore(end); time = time.plusMinutes(1)) {
                if (!matches(time)) {
                    continue;
                }
                var offsets = rules.getValidOffsets(time);
                if (offsets.isEmpty()) {
                    var gap = rules.getTransition(time);
                    found.add(time.plus(gap.getDuration()).toInstant(gap.getOffsetAfter()));
                } else {
                    found.add(time.toInstant(offsets.getFirst()));
                    if (hours.size() == 24) {
                        found.add(time.toInstant(offsets.getLast()));
                    }
                }
            }
            found.headSet(begin(), true).clear();
            found.tailSet(end.minusDays(3).toInstant(ZoneOffset.UTC)).clear();
            return found;
        }

        Instant begin() {
            return from.plusDays(3).toInstant(ZoneOffset.UTC);
        }

        List<Instant> transitions() {
            var found = new ArrayList<Instant>();
            var end = from.plusYears(YEARS).toInstant(ZoneOffset.UTC);
            for (var next = zone.getRules().nextTransition(begin());
                    next != null && next.getInstant().isBefore(end);
                    next = zone.getRules().nextTransition(next.getInstant())) {
                found.add(next.getInstant());
            }
            return found;
        }

        private boolean matches(LocalDateTime time) {
            if (!minutes.contains(time.getMinute()) || !hours.contains(time.getHour())) {
                return false;
            }
            boolean day = days.contains(time.getDayOfMonth());
            boolean weekday = weekdays.contains(time.getDayOfWeek().getValue() % 7);
            return months.contains(time.getMonthValue()) && (eitherDay ? day || weekday : day && weekday);
        }
    }

    private record Field(String text, List<Integer> values) {
        static Field random(Random random, int min, int max, int kinds) {
            int from = random.nextInt(min, max + 1);
            int to = random.nextInt(from, max + 1);
            int step = random.nextInt(1, 10);
            return switch (random.nextInt(kinds)) {
                case 0 -> new Field("" + from, List.of(from));
                case 1 -> {
                    var some = random.ints(random.nextInt(1, 5), min, max + 1)
                            .boxed()
                            .toList();
                    yield new Field(some.stream().map(String::valueOf).collect(Collectors.joining(",")), some);
                }
                case 2 ->
                    new Field(
                            from + "-" + to,
                            IntStream.rangeClosed(from, to).boxed().toList());
                case 3 ->
                    new Field(
                            "*/" + step,
                            IntStream.iterate(min, i -> i <= max, i -> i + step)
                                    .boxed()
                                    .toList());
                default ->
                    new Field("*", IntStream.rangeClosed(min, max).boxed().toList());
            };
        }
    }
}
