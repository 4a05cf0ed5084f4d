package dev.waymill.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The fields of a cron expression, as crontab(5) describes them.
class CronExpressionTest {
    /// A Wednesday.
    private static final LocalDateTime FROM = LocalDateTime.parse("2026-04-01T12:00");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 13 * 5      | 2026-04-03T00:00 2026-04-10T00:00 2026-04-13T00:00 2026-04-17T00:00",
                "30 4 1,15 * 5   | 2026-04-03T04:30 2026-04-10T04:30 2026-04-15T04:30 2026-04-17T04:30",
                "0 0 1-31 * 5    | 2026-04-02T00:00 2026-04-03T00:00 2026-04-04T00:00 2026-04-05T00:00",
                "0 0 */2 * 1     | 2026-04-13T00:00 2026-04-27T00:00 2026-05-11T00:00 2026-05-25T00:00",
                "0 0 13 * *      | 2026-04-13T00:00 2026-05-13T00:00 2026-06-13T00:00 2026-07-13T00:00",
                "0 0 13 * */5    | 2026-09-13T00:00 2026-11-13T00:00 2026-12-13T00:00 2027-06-13T00:00",
                "0 0 ? * MON     | 2026-04-06T00:00 2026-04-13T00:00 2026-04-20T00:00 2026-04-27T00:00",
            })
    void a_day_matches_either_restricted_field_and_both_where_one_starts_with_a_star(String cron, String times) {
        assertThat(coming(cron)).containsExactly(times.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@hourly   | 0 * * * *",
                "@daily    | 0 0 * * *",
                "@midnight | 0 0 * * *",
                "@weekly   | 0 0 * * 0",
                "@monthly  | 0 0 1 * *",
                "@yearly   | 0 0 1 1 *",
                "@Annually | 0 0 1 1 *",
                "0 0 * * 7 | 0 0 * * 0",
                "0 0 * * sun | 0 0 * * 7",
                "0 0 * * Fri-Sun | 0 0 * * 5,6,0",
                "0 0 * * 5-7 | 0 0 * * fri,sat,sun",
                "0 0 * * 0-2 | 0 0 * * 7-2",
                "0 0 * * 0-7 | 0 0 * * *",
                "0 0 * * */2 | 0 0 * * SUN,TUE,THU,SAT",
                "0 0 1 JAN-mar,Dec * | 0 0 1 1-3,12 *",
                "0 0 1 */5 * | 0 0 1 1,6,11 *",
                "5-59/20 8-18/4 * * * | 5,25,45 8,12,16 * * *",
                "7/25 0 * * * | 7,32,57 0 * * *",
                "'  0\t7  * * 1-5 ' | 0 7 * * mon-fri",
                "0 0 7 * * 1-5 | 0 7 * * mon-fri",
            })
    void nicknames_names_ranges_and_steps_mean_the_same_as_plain_numbers(String cron, String plain) {
        assertThat(coming(cron)).isEqualTo(coming(plain));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 L * *       | 2026-04-30T00:00 2026-05-31T00:00 2026-06-30T00:00 2026-07-31T00:00",
                "0 0 L-3 * *     | 2026-04-27T00:00 2026-05-28T00:00 2026-06-27T00:00 2026-07-28T00:00",
                "0 0 LW * *      | 2026-04-30T00:00 2026-05-29T00:00 2026-06-30T00:00 2026-07-31T00:00",
                "0 0 1W * *      | 2026-05-01T00:00 2026-06-01T00:00 2026-07-01T00:00 2026-08-03T00:00",
                "0 0 15w * *     | 2026-04-15T00:00 2026-05-15T00:00 2026-06-15T00:00 2026-07-15T00:00",
                "0 0 * * 5L      | 2026-04-24T00:00 2026-05-29T00:00 2026-06-26T00:00 2026-07-31T00:00",
                "0 0 * * mon#1   | 2026-04-06T00:00 2026-05-04T00:00 2026-06-01T00:00 2026-07-06T00:00",
            })
    void the_last_and_the_nearest_days_work_as_before(String cron, String times) {
        assertThat(coming(cron)).containsExactly(times.split(" "));
    }

    @Test
    void a_leap_day_on_a_weekday_is_found_and_a_day_that_does_not_exist_is_not() {
        assertThat(new CronExpression("0 0 29 2 */7").next(FROM)).contains(LocalDateTime.parse("2032-02-29T00:00"));
        assertThat(new CronExpression("0 0 29 2 */7").next(LocalDateTime.parse("2088-03-01T00:00")))
                .contains(LocalDateTime.parse("2128-02-29T00:00"));
        assertThat(new CronExpression("0 0 30 2 *").next(FROM)).isEmpty();
        assertThat(new CronExpression("0 0 31 2,4,6,9,11 *").next(FROM)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "61 * * * *       | minute       | \"61\" is not a number from 0 to 59",
                "0 24 * * *       | hour         | \"24\" is not a number from 0 to 23",
                "0 0 0 * *        | day of month | \"0\" is not a number from 1 to 31",
                "0 0 32W * *      | day of month | \"32\" is not a number from 1 to 31",
                "0 0 1 13 *       | month        | \"13\" is not a name or a number from 1 to 12",
                "0 0 1 sept *     | month        | \"sept\" is not a name or a number from 1 to 12",
                "0 0 * * 8        | day of week  | \"8\" is not a name or a number from 0 to 7",
                "0 0 * * fri-tue  | day of week  | the range \"fri-tue\" ends before it begins",
                "0 0 * * mon#6    | day of week  | \"#\" is followed by a number from 1 to 5",
                "0 18-8 * * *     | hour         | the range \"18-8\" ends before it begins",
                "*/0 * * * *      | minute       | the step \"0\" is not a number from 1",
                "*/x * * * *      | minute       | the step \"x\" is not a number from 1",
                "1,,2 * * * *     | minute       | \"\" is not a number from 0 to 59",
                "-5 * * * *       | minute       | \"\" is not a number from 0 to 59",
                "? * * * *        | minute       | \"?\" is not a number from 0 to 59",
                "H * * * *        | minute       | \"H\" is not a number from 0 to 59",
                "60 0 0 * * *     | second       | \"60\" is not a number from 0 to 59",
                "0 0 0 0 * *      | day of month | \"0\" is not a number from 1 to 31",
            })
    void an_invalid_field_is_named(String cron, String field, String problem) {
        assertThatThrownBy(() -> new CronExpression(cron))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("In the field \"" + field + "\", " + problem + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * * *", "* * * * * * *", "every day", "@reboot", "@every 5m"})
    void what_is_no_expression_is_refused_with_what_one_is(String cron) {
        assertThatThrownBy(() -> new CronExpression(cron))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("An expression has five fields: minute, hour, .*|A nickname is one of @hourly, .*");
    }

    private static String[] coming(String cron) {
        var expression = new CronExpression(cron);
        return Stream.iterate(expression.next(FROM), Optional::isPresent, last -> last.flatMap(expression::next))
                .limit(4)
                .map(time -> time.orElseThrow().toString())
                .toArray(String[]::new);
    }

    @Test
    void a_long_text_is_quoted_in_part() {
        assertThatThrownBy(() -> new CronExpression("0 " + "9".repeat(190) + " * * *"))
                .hasMessage("In the field \"hour\", \"" + "9".repeat(20) + "…\" is not a number from 0 to 23.");
    }
}
