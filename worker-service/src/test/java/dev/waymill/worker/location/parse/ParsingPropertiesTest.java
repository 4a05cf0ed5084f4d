package dev.waymill.worker.location.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.worker.location.Gpx;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;

class ParsingPropertiesTest {
    private static final byte[] GOOD = Gpx.sample(1, 60);

    @Property
    void degrees_are_rounded_as_exact_arithmetic_rounds_them(
            @ForAll @BigRange(min = "-400", max = "400") @Scale(12) BigDecimal degrees) {
        long expected =
                degrees.movePointRight(7).setScale(0, RoundingMode.HALF_UP).longValueExact();

        assertThat(E7.parse(degrees.toPlainString())).isEqualTo(expected);
        assertThat(E7.parse(" +" + degrees.abs().toPlainString() + "\n")).isEqualTo(Math.abs(expected));
    }

    @Property
    void no_text_makes_the_number_reader_stumble(@ForAll String text) {
        E7.parse(text);
        Timestamp.parse(text);
    }

    @Property
    void times_are_read_as_the_java_calendar_reads_them(
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

    /// Whatever happens to a file on its way, the reader ends, and every point it began is accepted or
    /// rejected.
    @Property(tries = 500)
    void a_mutilated_file_is_read_or_refused(@ForAll long seed) throws Exception {
        var random = new Random(seed);
        var file = Arrays.copyOf(GOOD, random.nextInt(4) == 0 ? random.nextInt(GOOD.length) : GOOD.length);
        for (int i = random.nextInt(6); i > 0 && file.length > 0; i--) {
            file[random.nextInt(file.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt(256) : "<>&\"/ ".charAt(random.nextInt(6)));
        }
        try {
            var parsed = Parsed.of(file);
            assertThat(parsed.points().size() + parsed.rejections().size()).isBetween(0, 60);
        } catch (UnreadableFileException e) {
            assertThat(e.code()).isNotBlank();
        }
    }
}
