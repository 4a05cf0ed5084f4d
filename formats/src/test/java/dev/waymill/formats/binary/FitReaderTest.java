package dev.waymill.formats.binary;

import static dev.waymill.formats.binary.FitSample.ENUM;
import static dev.waymill.formats.binary.FitSample.NO_POSITION;
import static dev.waymill.formats.binary.FitSample.SINT32;
import static dev.waymill.formats.binary.FitSample.SINT8;
import static dev.waymill.formats.binary.FitSample.STRING;
import static dev.waymill.formats.binary.FitSample.UINT16;
import static dev.waymill.formats.binary.FitSample.UINT32;
import static dev.waymill.formats.binary.FitSample.UINT8;
import static dev.waymill.formats.binary.FitSample.bigEndian;
import static dev.waymill.formats.binary.FitSample.littleEndian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FitReaderTest {
    private static final int SECONDS = 1_000_000_000;
    private static final long MILLIS = Instant.parse("2021-09-08T01:46:40Z").toEpochMilli();
    /// 45 degrees.
    private static final int LATITUDE = 1 << 29;
    /// 22.5 degrees west.
    private static final int LONGITUDE = -(1 << 28);

    private static void assertRefused(byte[] file, String code) {
        assertThatThrownBy(() -> Parsed.of(file)).isInstanceOfSatisfying(UnreadableFileException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception", "java.");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 14, 20})
    void a_record_with_a_position_is_a_point(int headerSize) throws Exception {
        var parsed = Parsed.of(new FitSample(headerSize)
                .define(0, 20, 253, 4, UINT32, 0, 4, SINT32, 1, 4, SINT32, 2, 2, UINT16, 6, 2, UINT16, 31, 1, UINT8)
                .message(
                        0,
                        littleEndian(17)
                                .putInt(SECONDS)
                                .putInt(LATITUDE)
                                .putInt(LONGITUDE)
                                .putShort((short) (5 * (500 + 120)))
                                .putShort((short) 2_500)
                                .put((byte) 4))
                .file());

        assertThat(parsed.format()).isEqualTo(Format.FIT);
        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(MILLIS, 450_000_000, -225_000_000, 120, 4, 2.5f, Float.NaN));
    }

    @Test
    void fields_are_read_in_any_order_and_enhanced_ones_preferred() throws Exception {
        var parsed = Parsed.of(new FitSample(14)
                .defineBigEndian(
                        5, 20, 3, 1, UINT8, 78, 4, UINT32, 1, 4, SINT32, 2, 2, UINT16, 0, 4, SINT32, 253, 4, UINT32, 73,
                        4, UINT32, 6, 2, UINT16)
                .message(
                        5,
                        bigEndian(25)
                                .put((byte) 77)
                                .putInt(5 * 600)
                                .putInt(LONGITUDE)
                                .putShort((short) 1)
                                .putInt(LATITUDE)
                                .putInt(SECONDS)
                                .putInt(80_000)
                                .putShort((short) 0xFFFF))
                .file());

        assertThat(parsed.points())
                .containsExactly(new TimelinePoint(MILLIS, 450_000_000, -225_000_000, 100, Float.NaN, 80, Float.NaN));
    }

    @Test
    void an_invalid_value_falls_back_to_the_plain_field_or_unknown() throws Exception {
        var point = Parsed.of(new FitSample(14)
                        .define(
                                0, 20, 253, 4, UINT32, 0, 4, SINT32, 1, 4, SINT32, 78, 4, UINT32, 2, 2, UINT16, 31, 1,
                                UINT8, 73, 4, STRING)
                        .message(
                                0,
                                littleEndian(23)
                                        .putInt(SECONDS)
                                        .putInt(LATITUDE)
                                        .putInt(LONGITUDE)
                                        .putInt(-1)
                                        .putShort((short) 2_500)
                                        .put((byte) 0xFF)
                                        .putInt(0))
                        .file())
                .points()
                .getFirst();

        assertThat(point.elevation()).isZero();
        assertThat(point.accuracy()).isNaN();
        assertThat(point.speed()).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1", // 0.84 of 1e-7 degrees
        "-1, -1",
        "3, 3", // 2.51
        "-3, -3",
        "1073741823, 899999999", // the last before the pole
        "-1073741824, -900000000",
        "2097152, 1757813", // exactly half
        "-2097152, -1757813",
    })
    void semicircles_are_rounded_to_the_nearest(int semicircles, int e7) throws Exception {
        var parsed =
                Parsed.of(FitSample.ofRecords().record(SECONDS, semicircles, 0).file());

        assertThat(parsed.points()).extracting(TimelinePoint::latitudeE7).containsExactly(e7);
    }

    @Test
    void positions_declared_unsigned_are_read_as_signed() throws Exception {
        var parsed = Parsed.of(new FitSample(14)
                .define(0, 20, 253, 4, UINT32, 0, 4, UINT32, 1, 4, UINT32)
                .record(SECONDS, LATITUDE, LONGITUDE)
                .file());

        assertThat(parsed.places()).containsExactly("2021-09-08T01:46:40Z 45.0000000 -22.5000000");
    }

    @Test
    void a_record_without_a_position_is_skipped_and_half_of_one_rejected() throws Exception {
        var parsed = Parsed.of(FitSample.ofRecords()
                .record(SECONDS, NO_POSITION, NO_POSITION)
                .record(SECONDS, LATITUDE, NO_POSITION)
                .record(SECONDS, 2 * LATITUDE + 1_000, 0)
                .record(-1, LATITUDE, LONGITUDE)
                .file());

        assertThat(parsed.points()).isEmpty();
        assertThat(parsed.reasons()).containsExactly("coordinate-missing", "coordinate-range", "no-timestamp");
        assertThat(parsed.rejections().getFirst().place()).isEqualTo(Place.offset(14 + 15 + 13));
    }

    @Test
    void compressed_times_continue_from_the_last_time_and_wrap_around() throws Exception {
        var position = littleEndian(8).putInt(LATITUDE).putInt(LONGITUDE);
        var parsed = Parsed.of(FitSample.ofRecords()
                .define(1, 20, 0, 4, SINT32, 1, 4, SINT32)
                .compressedMessage(1, 5, position)
                .record(SECONDS, LATITUDE, LONGITUDE)
                .compressedMessage(1, SECONDS, position)
                .compressedMessage(1, SECONDS + 31, position)
                .compressedMessage(1, SECONDS + 33, position)
                .message(1, position)
                .file());

        assertThat(parsed.reasons()).containsExactly("no-timestamp", "no-timestamp");
        assertThat(parsed.points())
                .extracting(point -> (point.epochMillis() - MILLIS) / 1_000)
                .containsExactly(0L, 0L, 31L, 33L);
    }

    @Test
    void developer_fields_and_unknown_messages_are_skipped() throws Exception {
        var parsed = Parsed.of(new FitSample(14)
                .bytes(0x60, 0, 0, 20, 0, 3, 253, 4, UINT32, 0, 4, SINT32, 1, 4, SINT32, 2, 0, 3, 0, 1, 2, 0)
                .define(1, 0xFF00, 0, 200, STRING)
                .message(1, littleEndian(200))
                .message(
                        0,
                        littleEndian(17)
                                .putInt(SECONDS)
                                .putInt(LATITUDE)
                                .putInt(LONGITUDE)
                                .putInt(-1)
                                .put((byte) 9))
                .record(SECONDS, 0, 0)
                .bytes(1, 2, 3, 4, 5)
                .file());

        assertThat(parsed.points()).hasSize(2);
    }

    @Test
    void a_redefined_message_is_read_by_its_new_definition() throws Exception {
        var parsed = Parsed.of(FitSample.ofRecords()
                .record(SECONDS, LATITUDE, LONGITUDE)
                .define(0, 20, 1, 4, SINT32, 0, 4, SINT32, 253, 4, UINT32)
                .record(LONGITUDE, LATITUDE, SECONDS + 1)
                .file());

        assertThat(parsed.places())
                .containsExactly(
                        "2021-09-08T01:46:40Z 45.0000000 -22.5000000", "2021-09-08T01:46:41Z 45.0000000 -22.5000000");
    }

    @Test
    void times_since_the_device_start_are_placed_by_the_correlation_even_before_it() throws Exception {
        var parsed = Parsed.of(FitSample.ofRecords()
                .record(67, LATITUDE, LONGITUDE)
                .define(1, 162, 253, 4, UINT32, 1, 4, UINT32)
                .message(1, littleEndian(8).putInt(SECONDS).putInt(70))
                .record(72, LATITUDE, LONGITUDE)
                .file());

        assertThat(parsed.places())
                .containsExactly(
                        "2021-09-08T01:46:37Z 45.0000000 -22.5000000", "2021-09-08T01:46:42Z 45.0000000 -22.5000000");
        assertThat(parsed.remarks()).isEmpty();
    }

    @Test
    void a_correlation_overrides_the_first_absolute_time() throws Exception {
        var parsed = Parsed.of(FitSample.ofRecords()
                .record(67, LATITUDE, LONGITUDE)
                .record(SECONDS, LATITUDE, LONGITUDE)
                .define(1, 162, 253, 4, UINT32, 1, 4, UINT32)
                .message(1, littleEndian(8).putInt(SECONDS).putInt(97))
                .file());

        assertThat(parsed.places())
                .containsExactly(
                        "2021-09-08T01:46:40Z 45.0000000 -22.5000000", "2021-09-08T01:46:10Z 45.0000000 -22.5000000");
    }

    @Test
    void without_a_correlation_the_first_absolute_time_follows_the_last_relative_one() throws Exception {
        var parsed = Parsed.of(FitSample.ofRecords()
                .record(60, LATITUDE, LONGITUDE)
                .record(65, LATITUDE, LONGITUDE)
                .record(SECONDS, LATITUDE, LONGITUDE)
                .file());

        assertThat(parsed.places())
                .containsExactlyInAnyOrder(
                        "2021-09-08T01:46:30Z 45.0000000 -22.5000000",
                        "2021-09-08T01:46:35Z 45.0000000 -22.5000000",
                        "2021-09-08T01:46:40Z 45.0000000 -22.5000000");
        assertThat(parsed.remarks().stream().map(remark -> remark.code()).toList())
                .containsExactly("clock-set-later", "clock-set-later");
    }

    @Test
    void times_since_the_device_start_alone_are_rejected() throws Exception {
        var parsed =
                Parsed.of(FitSample.ofRecords().record(67, LATITUDE, LONGITUDE).file());

        assertThat(parsed.reasons()).containsExactly("timestamp-format");
        assertThat(parsed.rejections().getFirst().text()).contains("67 s after the device was switched on");
    }

    @Test
    void a_sport_message_sets_the_activity_of_later_records() throws Exception {
        var parsed = Parsed.of(FitSample.ofRecords()
                .define(1, 12, 0, 1, ENUM)
                .define(2, 18, 5, 1, ENUM)
                .record(SECONDS, LATITUDE, LONGITUDE)
                .bytes(1, 2)
                .record(SECONDS + 1, LATITUDE, LONGITUDE)
                .bytes(2, 2)
                .record(SECONDS + 2, LATITUDE, LONGITUDE)
                .bytes(1, 200)
                .record(SECONDS + 3, LATITUDE, LONGITUDE)
                .bytes(1, 17)
                .record(SECONDS + 4, LATITUDE, LONGITUDE)
                .file());

        assertThat(parsed.points())
                .extracting(TimelinePoint::activity)
                .containsExactly(null, "cycling", null, null, "hiking");
    }

    @Test
    void chained_files_are_read_one_after_the_other() throws Exception {
        var chain = new ByteArrayOutputStream();
        chain.writeBytes(
                FitSample.ofRecords().record(SECONDS, LATITUDE, LONGITUDE).file());
        chain.writeBytes(FitSample.ofRecords().record(-1, LATITUDE, LONGITUDE).file());

        var parsed = Parsed.of(chain.toByteArray());

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.rejections().getFirst().place()).isEqualTo(Place.offset(14 + 15 + 13 + 2 + 14 + 15));
    }

    @Test
    void data_that_does_not_match_its_checksum_is_damaged() {
        var file = FitSample.ofRecords().record(SECONDS, LATITUDE, LONGITUDE).file();
        file[file.length - 5] ^= 1;

        assertRefused(file, "wrong-checksum");
    }

    @Test
    void points_before_the_damage_are_kept_if_requested() throws Exception {
        var file = FitSample.ofRecords()
                .record(SECONDS, LATITUDE, LONGITUDE)
                .record(SECONDS + 1, LATITUDE, LONGITUDE)
                .bytes(7, 1, 2, 3)
                .file();
        assertRefused(file, "malformed-fit");

        var parsed = Parsed.ofDamaged(file);

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.outcome().damage()).isNotNull();
    }

    @Test
    void a_file_cut_off_anywhere_is_reported_as_truncated() {
        var file = FitSample.ofRecords().record(SECONDS, LATITUDE, LONGITUDE).file();
        for (int length = 12; length < file.length; length++) {
            assertRefused(Arrays.copyOf(file, length), "truncated-file");
        }
    }

    @Test
    void a_file_without_a_length_is_read_to_its_end_if_requested() throws Exception {
        var whole = FitSample.ofRecords().record(SECONDS, LATITUDE, LONGITUDE).file(0);
        var file = Arrays.copyOf(whole, whole.length - 2);
        assertRefused(file, "truncated-file");

        assertThat(Parsed.ofDamaged(file).points()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11, 12, 100, 70_000})
    void bytes_after_a_file_with_the_right_checksum_are_no_damage(int length) throws Exception {
        var file = FitSample.ofRecords().record(SECONDS, LATITUDE, LONGITUDE).file();
        var padded = Arrays.copyOf(file, file.length + length);
        var marked = padded.clone();
        Arrays.fill(marked, file.length, marked.length, (byte) 'x');

        for (var each : new byte[][] {padded, marked}) {
            var parsed = Parsed.of(each);

            assertThat(parsed.points()).hasSize(1);
            assertThat(parsed.outcome().damage()).isNull();
        }
    }

    @Test
    void a_second_file_that_is_cut_off_or_damaged_is_damage() {
        var file = FitSample.ofRecords().record(SECONDS, LATITUDE, LONGITUDE).file();
        var chain = Arrays.copyOf(file, 2 * file.length);
        System.arraycopy(file, 0, chain, file.length, file.length);

        assertRefused(Arrays.copyOf(chain, chain.length - 3), "truncated-file");
        chain[chain.length - 5] ^= 1;
        assertRefused(chain, "wrong-checksum");
    }

    @Test
    void a_file_that_is_not_fit_is_refused_as_fit() {
        assertThatThrownBy(() -> Parsed.of(Format.FIT, "<gpx version='1.1'></gpx>"))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("unrecognised-format"));
    }

    /// Twenty points with both types of record headers, both types of timestamps, and an unused field.
    private static byte[] sample() {
        var sample = FitSample.ofRecords()
                .define(1, 20, 0, 4, SINT32, 1, 4, SINT32, 3, 1, SINT8)
                .define(2, 162, 253, 4, UINT32, 1, 4, UINT32)
                .message(2, littleEndian(8).putInt(SECONDS).putInt(70));
        for (int i = 0; i < 10; i++) {
            sample.record(i < 5 ? 70 + i : SECONDS + i, LATITUDE + i, LONGITUDE)
                    .compressedMessage(
                            1,
                            SECONDS + i,
                            littleEndian(9).putInt(LATITUDE).putInt(LONGITUDE).put((byte) 99));
        }
        return sample.file();
    }

    @Test
    void a_file_with_all_features_is_read() throws Exception {
        assertThat(Parsed.of(sample()).points()).hasSize(20);
    }

    @Property(tries = 500)
    void a_corrupted_file_is_read_or_refused(@ForAll long seed) throws IOException {
        Mutations.readOrRefuse(Format.FIT, sample(), seed);
    }

    @Test
    void a_file_written_1024_weeks_after_its_points_is_remarked_upon() throws Exception {
        // 2005-03-04, and 1024 weeks later.
        int recorded = 478_000_000;
        var file = new FitSample(14)
                .define(0, 0, 4, 4, UINT32)
                .message(0, littleEndian(4).putInt(recorded + 7_168 * 86_400))
                .define(0, 20, 253, 4, UINT32, 0, 4, SINT32, 1, 4, SINT32)
                .record(recorded, LATITUDE, LONGITUDE)
                .file();

        assertThat(Parsed.of(file).remarks()).containsExactly(Remark.WEEK_ROLLOVER);
    }
}
