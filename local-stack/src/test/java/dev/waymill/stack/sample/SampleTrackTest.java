package dev.waymill.stack.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.stack.sample.SampleTrack.Point;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class SampleTrackTest {
    @Test
    void equal_seeds_give_equal_bytes_and_other_seeds_do_not() throws IOException {
        assertThat(gpx(1, 5_000)).isEqualTo(gpx(1, 5_000)).isNotEqualTo(gpx(2, 5_000));
    }

    @Test
    void a_longer_track_begins_like_the_shorter_one() throws IOException {
        assertThat(points(1, 5_000).subList(0, 1_000)).isEqualTo(points(1, 1_000));
    }

    @Test
    void times_increase_strictly_and_are_in_the_past() throws IOException {
        var times = points(1, 100_000).stream().map(Point::epochMillis).toList();

        assertThat(times).isSorted().doesNotHaveDuplicates();
        assertThat(times.getLast())
                .isLessThan(Instant.parse("2024-01-01T00:00:00Z").toEpochMilli());
    }

    @Test
    void a_gigabyte_of_points_is_in_the_past_and_on_earth() throws IOException {
        var end = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
        var wrong = new ArrayList<Point>();
        SampleTrack.forEach(1, 5_000_000, point -> {
            if (Math.abs(point.latitudeE7()) > 900_000_000
                    || Math.abs(point.longitudeE7()) > 1_800_000_000
                    || point.epochMillis() >= end) {
                wrong.add(point);
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void points_never_move_faster_than_a_car() throws IOException {
        var points = points(1, 100_000);

        for (int i = 1; i < points.size(); i++) {
            if (!points.get(i).startsSegment()) {
                assertThat(metresPerSecond(points.get(i - 1), points.get(i))).isLessThan(60);
            }
            assertThat(points.get(i).speedCentimetres()).isBetween(0, 6_000);
        }
    }

    private static double metresPerSecond(Point from, Point to) {
        var metresPerUnit = 0.011132;
        var shrink = Math.cos(Math.toRadians(to.latitudeE7() / 1e7));
        var metres = Math.hypot(
                (to.latitudeE7() - from.latitudeE7()) * metresPerUnit,
                (to.longitudeE7() - from.longitudeE7()) * metresPerUnit * shrink);
        return metres * 1_000 / (to.epochMillis() - from.epochMillis());
    }

    @Test
    void the_file_contains_the_points() throws Exception {
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(gpx(3, 3_000)));
        var written = document.getElementsByTagName("trkpt");
        var points = points(3, 3_000);

        assertThat(written.getLength()).isEqualTo(3_000);
        assertThat(document.getElementsByTagName("trkseg").getLength()).isGreaterThan(1);
        for (int i = 0; i < points.size(); i++) {
            var element = (Element) written.item(i);
            var time = element.getElementsByTagName("time").item(0).getTextContent();
            assertThat(OffsetDateTime.parse(time).toInstant().toEpochMilli())
                    .isEqualTo(points.get(i).epochMillis());
            assertThat(Math.round(Double.parseDouble(element.getAttribute("lat")) * 1e7))
                    .isEqualTo(points.get(i).latitudeE7());
        }
    }

    private static byte[] gpx(long seed, int points) throws IOException {
        var out = new ByteArrayOutputStream();
        SampleTrack.writeGpx(out, seed, points);
        return out.toByteArray();
    }

    private static List<Point> points(long seed, int count) throws IOException {
        var points = new ArrayList<Point>();
        SampleTrack.forEach(seed, count, points::add);
        return points;
    }
}
