package dev.waymill.formats.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile.Options;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.Hints;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The places, times and attributes of photos.
class PhotoReaderTest {
    private static final int ALTITUDE_REF = 5;
    private static final int ALTITUDE = 6;
    private static final int STATUS = 9;
    private static final int SPEED_REF = 12;
    private static final int SPEED = 13;
    private static final int TRACK_REF = 14;
    private static final int TRACK = 15;
    private static final int DIRECTION = 17;
    private static final int DATUM = 18;
    private static final int ERROR = 31;

    private static TimelinePoint only(ExifSample photo) throws Exception {
        return Parsed.of(photo.jpeg()).points().getFirst();
    }

    private static ExifSample undated() {
        return new ExifSample().place("N", "E", 52, 1, 31, 1, 12, 1, 13, 1, 24, 1, 18, 1);
    }

    @Test
    void a_jpeg_and_a_heic_give_the_place_and_the_time_of_the_receiver() throws Exception {
        var photo = ExifSample.berlin();
        for (var file : List.of(
                photo.jpeg(),
                photo.heic(),
                HeifSample.inFile("mif1", photo.tiff()),
                HeifSample.inFile("avif", photo.tiff()),
                HeifSample.inMeta(photo.tiff()))) {
            var parsed = Parsed.of(file);

            assertThat(parsed.format()).isEqualTo(Format.PHOTO);
            assertThat(parsed.places()).containsExactly("2024-05-01T08:30:15Z 52.5200000 13.4050000");
            assertThat(parsed.remarks()).isEmpty();
        }
    }

    @Test
    void everything_that_the_receiver_measured_is_read_in_either_byte_order() throws Exception {
        for (var order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            var point = only(new ExifSample(order)
                    .place("S", "W", 33, 1, 51, 1, 315, 10, 70, 1, 40, 1, 0, 1)
                    .received("2024:12:31", 23, 1, 59, 1, 599, 10)
                    .gpsByte(ALTITUDE_REF, 1)
                    .gps(ALTITUDE, 123, 10)
                    .gps(SPEED_REF, "K")
                    .gps(SPEED, 36, 1)
                    .gps(TRACK_REF, "T")
                    .gps(TRACK, 905, 10)
                    .gps(DIRECTION, 180, 1)
                    .gps(ERROR, 47, 10)
                    .gps(DATUM, "WGS-84")
                    .camera(ExifSample.MAKE, "Apple")
                    .camera(ExifSample.MODEL, "iPhone 15 Pro"));

            assertThat(point.latitudeE7()).isEqualTo(-338587500);
            assertThat(point.longitudeE7()).isEqualTo(-706666667);
            assertThat(Instant.ofEpochMilli(point.epochMillis())).isEqualTo("2024-12-31T23:59:59.900Z");
            assertThat(point.elevation()).isEqualTo(-12.3f);
            assertThat(point.speed()).isCloseTo(10, within(1e-4f));
            assertThat(point.course()).isEqualTo(90.5f);
            assertThat(point.accuracy()).isEqualTo(4.7f);
            assertThat(point.device()).isEqualTo("Apple iPhone 15 Pro");
        }
    }

    @ParameterizedTest
    @CsvSource({"K,36,10", "M,100,44.704", "N,10,5.144444", "'',36,10"})
    void the_speed_has_one_of_three_units(String unit, int value, float metresPerSecond) throws Exception {
        assertThat(only(ExifSample.berlin().gps(SPEED_REF, unit).gps(SPEED, value, 1))
                        .speed())
                .isCloseTo(metresPerSecond, within(1e-4f));
    }

    @Test
    void a_speed_in_an_unknown_unit_and_a_magnetic_course_are_dropped_with_a_remark() throws Exception {
        for (var photo : List.of(
                ExifSample.berlin().gps(SPEED_REF, "X").gps(SPEED, 36, 1),
                ExifSample.berlin().gps(TRACK_REF, "M").gps(TRACK, 36, 1))) {
            var parsed = Parsed.of(photo.jpeg());

            assertThat(parsed.points().getFirst().speed()).isNaN();
            assertThat(parsed.points().getFirst().course()).isNaN();
            assertThat(parsed.remarks()).containsExactly(Remark.ATTRIBUTE_DROPPED);
        }
    }

    @Test
    void the_direction_of_the_camera_is_not_the_course() throws Exception {
        assertThat(only(ExifSample.berlin().gps(DIRECTION, 180, 1)).course()).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "Canon,Canon EOS 5D,Canon EOS 5D",
        "NIKON CORPORATION,NIKON D90,NIKON D90",
        "Google,Pixel 8,Google Pixel 8",
        "'',A1,A1",
        "Sony,'',Sony"
    })
    void the_device_is_the_maker_and_the_model(String make, String model, String device) throws Exception {
        assertThat(only(ExifSample.berlin().camera(ExifSample.MAKE, make).camera(ExifSample.MODEL, model))
                        .device())
                .isEqualTo(device);
    }

    @Test
    void minutes_with_decimals_have_no_seconds() throws Exception {
        assertThat(only(ExifSample.berlin().place("N", "E", 52, 1, 31200, 1000, 0, 1, 13, 1, 24300, 1000, 0, 0)))
                .returns(525200000, TimelinePoint::latitudeE7)
                .returns(134050000, TimelinePoint::longitudeE7);
    }

    @Test
    void a_photo_without_a_place_is_rejected_with_its_time() throws Exception {
        var none = new ExifSample().received("2024:05:01", 8, 1, 30, 1, 15, 1);
        for (var photo : List.of(
                none.jpeg(),
                none.place("N", "E", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).jpeg(),
                none.place("N", "E", 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1).heic(),
                ExifSample.plainJpeg())) {
            var parsed = Parsed.of(photo);

            assertThat(parsed.points()).isEmpty();
            assertThat(parsed.reasons()).containsExactly("coordinate-missing");
        }
    }

    @Test
    void a_place_that_cannot_be_used_is_rejected_with_the_reason() throws Exception {
        Map.of(
                        ExifSample.berlin().without(1), "coordinate-format",
                        ExifSample.berlin().gps(3, "X"), "coordinate-format",
                        ExifSample.berlin().gps(2, 52, 1, 61, 1, 0, 1), "coordinate-format",
                        ExifSample.berlin().gps(2, 99, 1, 0, 1, 0, 1), "coordinate-range",
                        ExifSample.berlin().gps(STATUS, "V"), "no-fix",
                        ExifSample.berlin().gps(DATUM, "TOKYO"), "coordinate-datum")
                .forEach((photo, reason) -> assertThat(rejections(photo)).containsExactly(reason));
        assertThat(Parsed.of(ExifSample.berlin().without(1).jpeg())
                        .rejections()
                        .getFirst()
                        .text())
                .contains("lat=\"52/1 31/1 12/1");
    }

    private static List<String> rejections(ExifSample photo) {
        try {
            return Parsed.of(photo.jpeg()).reasons();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void without_the_receivers_time_the_cameras_time_with_its_offset_is_used() throws Exception {
        var photo = undated()
                .taken(ExifSample.ORIGINAL, "2024:05:01 10:30:15")
                .taken(ExifSample.OFFSET, "+02:00")
                .taken(ExifSample.FRACTION, "25");

        assertThat(Parsed.of(photo.jpeg()).places()).containsExactly("2024-05-01T08:30:15.250Z 52.5200000 13.4050000");
    }

    @Test
    void a_time_without_an_offset_needs_the_uploaders_zone() throws Exception {
        var photo = undated().taken(ExifSample.ORIGINAL, "2024:05:01 10:30:15");

        var unknown = Parsed.of(photo.jpeg());
        assertThat(unknown.reasons()).containsExactly("timestamp-format");
        assertThat(unknown.rejections().getFirst().text()).contains("time=\"2024-05-01T10:30:15\"");
        assertThat(inBerlin(photo).places()).containsExactly("2024-05-01T08:30:15Z 52.5200000 13.4050000");
        assertThat(inBerlin(photo).remarks()).isEmpty();
        var twice = inBerlin(undated().taken(ExifSample.ORIGINAL, "2024:10:27 02:30:00"));
        assertThat(twice.places()).containsExactly("2024-10-27T00:30:00Z 52.5200000 13.4050000");
        assertThat(twice.remarks()).containsExactly(Remark.CLOCK_CHANGE);
    }

    @ParameterizedTest
    @CsvSource({
        "2024:05:01 10:30:15, 8, 2024-05-01T08:30:15Z",
        "2024:05:01 01:30:15, 23, 2024-04-30T23:30:15Z",
        "2024:05:01 20:30:15, 3, 2024-05-02T03:30:15Z"
    })
    void the_receivers_time_of_day_is_on_the_cameras_date_or_beside_it(String taken, int hour, String time)
            throws Exception {
        var parsed = Parsed.of(undated()
                .taken(ExifSample.ORIGINAL, taken)
                .gps(7, hour, 1, 30, 1, 15, 1)
                .jpeg());

        assertThat(parsed.places()).containsExactly(time + " 52.5200000 13.4050000");
        assertThat(parsed.remarks()).containsExactly(Remark.DATE_OF_CAMERA);
    }

    @Test
    void a_time_of_day_that_fits_two_dates_is_not_used() throws Exception {
        var photo = undated().taken(ExifSample.ORIGINAL, "2024:05:01 13:00:00").gps(7, 0, 1, 30, 1, 0, 1);

        assertThat(rejections(photo)).containsExactly("timestamp-format");
        assertThat(inBerlin(photo).places()).containsExactly("2024-05-01T11:00:00Z 52.5200000 13.4050000");
    }

    private static Parsed inBerlin(ExifSample photo) throws Exception {
        var hints = new Hints(Map.of(), ZoneId.of("Europe/Berlin"), null, Duration.ZERO, false);
        return Parsed.of(photo.jpeg(), new Options(null, false, hints, Parsed.CLOCK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0000:00:00 00:00:00", "    :  :     :  :  "})
    void a_camera_whose_clock_was_not_set_gives_no_time(String unset) throws Exception {
        assertThat(rejections(undated().taken(ExifSample.ORIGINAL, unset))).containsExactly("no-timestamp");
    }

    @Test
    void an_impossible_time_is_rejected() {
        assertThat(rejections(undated().taken(ExifSample.ORIGINAL, "2024:13:01 10:30:15")))
                .containsExactly("timestamp-format");
        assertThat(rejections(undated().taken(ExifSample.ORIGINAL, "yesterday")))
                .containsExactly("timestamp-format");
        assertThat(rejections(undated().received("1970:01:01", 0, 1, 0, 1, 0, 1)))
                .containsExactly("timestamp-range");
    }
}
