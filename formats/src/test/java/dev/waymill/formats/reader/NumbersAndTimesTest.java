package dev.waymill.formats.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.point.E7;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;

class NumbersAndTimesTest {
    @Property
    void degrees_are_rounded_like_exact_arithmetic(
            @ForAll @BigRange(min = "-400", max = "400") @Scale(12) BigDecimal degrees) {
        long expected =
                degrees.movePointRight(7).setScale(0, RoundingMode.HALF_UP).longValueExact();

        assertThat(E7.parse(degrees.toPlainString())).isEqualTo(expected);
        assertThat(E7.parse(" +" + degrees.abs().toPlainString() + "\n")).isEqualTo(Math.abs(expected));
    }

    @Property
    void no_text_crashes_the_number_reader(@ForAll String text) {
        E7.parse(text);
        Timestamp.parse(text);
        Numbers.number(text);
        Numbers.decimal(text);
    }

    @Property
    void all_digits_of_a_number_count(@ForAll long whole, @ForAll @IntRange(max = 999_999) int fraction) {
        assertThat(Numbers.number(" " + whole)).isEqualTo((double) whole);
        assertThat(Numbers.number(whole + "." + fraction)).isEqualTo(Double.parseDouble(whole + "." + fraction));
    }

    @Property
    void times_are_read_like_java_time_reads_them(
            @ForAll @LongRange(min = -62_000_000_000L, max = 250_000_000_000L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int offsetMinutes) {
        var time = OffsetDateTime.ofInstant(
                Instant.ofEpochSecond(second, nano), ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
        var withSeconds = time.toString().replaceFirst("(T\\d\\d:\\d\\d)([Z+-])", "$1:00$2");

        assertThat(Timestamp.parse(withSeconds)).isEqualTo(time.toInstant().toEpochMilli());
        assertThat(Timestamp.parse(withSeconds.replaceFirst("([+-]\\d\\d):(\\d\\d)$", "$1$2")))
                .isEqualTo(time.toInstant().toEpochMilli());
    }
}
