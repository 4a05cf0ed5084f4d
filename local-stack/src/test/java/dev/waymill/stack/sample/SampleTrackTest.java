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
    void the_same_seed_gives_the_same_bytes_and_another_seed_others() throws IOException {
        assertThat(gpx(1, 5_000)).isEqualTo(gpx(1, 5_000)).isNotEqualTo(gpx(2, 5_000));
    }

    @Test
    void a_longer_track_begins_as_the_shorter_one() throws IOException {
        assertThat(points(1, 5_000).subList(0, 1_000)).isEqualTo(points(1, 1_000));
    }

    @Test
    void times_grow_strictly_and_lie_in_the_past() throws IOException {
        var times = points(1, 100_000).stream().map(Point::epochMillis).toList();

        assertThat(times).isSorted().doesNotHaveDuplicates();
        assertThat(times.getLast())
                .isLessThan(Instant.parse("2024-01-01T00:00:00Z").toEpochMilli());
    }

    @Test
    void a_gigabyte_of_points_still_lies_in_the_past_and_on_earth() throws IOException {
        var last = new ArrayList<Point>();
        SampleTrack.forEach(1, 5_000_000, point -> {
            if (point.latitudeE7() < -900_000_000
                    || point.latitudeE7() > 900_000_000
                    || Math.abs((long) point.longitudeE7()) > 1_800_000_000L) {
                last.add(point);
            }
        });

        assertThat(last).isEmpty();
    }

    @Test
    void the_file_says_what_the_points_say() throws Exception {
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
