package dev.waymill.formats;

import static dev.waymill.formats.Packing.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.Hints;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A file whose times are 1024 weeks too early, and files that are only old. 1024 weeks after 2005-03-04 is
/// 2024-10-18.
class WeekRolloverTest {
    @ParameterizedTest
    @CsvSource({
        "1.1, x,            2024-10-18T12:00:00Z, 2005-03-04T10:00:00Z, 2",
        "1.0, x,            2024-10-18T12:00:00Z, 2005-03-04T10:00:00Z, 2",
        "1.1, x,            2024-11-10T12:00:00Z, 2005-03-04T10:00:00Z, 2",
        "1.1, x,            2024-10-18T12:00:00,  2005-03-03T10:00:00Z, 2",
        "1.1, OsmAnd~ 4.2,  ,                     2005-03-04T10:00:00Z, 2",
        "1.1, Columbus GPS, 2005-03-04T11:00:00Z, 1999-09-01T10:00:00Z, 2",
        "1.1, x,            '18 Oct 2024, 1 PM',  2005-03-04T10:00:00Z, 2",
        // Converted much later, or written then.
        "1.1, x,            2026-01-01T12:00:00Z, 2005-03-04T10:00:00Z, 0",
        "1.1, x,            2012-10-18T12:00:00Z, 2005-03-04T10:00:00Z, 0",
        "1.1, x,            2005-03-04T12:00:00Z, 2005-03-04T10:00:00Z, 0",
        "1.1, x,            ,                     2005-03-04T10:00:00Z, 0",
        "1.1, x,            yesterday,            2005-03-04T10:00:00Z, 0",
        // Not all points lie in the range.
        "1.1, x,            2024-10-18T12:00:00Z, 1999-08-21T23:59:59Z, 0",
        "1.1, OsmAnd~ 4.2,  ,                     2015-03-04T10:00:00Z, 0",
        "1.1, OsmAnd~ 4.2,  ,                     2007-01-01T00:00:00Z, 0"
    })
    void a_file_with_evidence_of_a_week_rollover_is_remarked_upon(
            String version, String creator, @Nullable String written, String time, int remarks) throws Exception {
        var parsed = Parsed.of(bytes(gpx(version, creator, written, time, "2005-03-04T10:00:01Z")), options(""));

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.remarks()).isEqualTo(Collections.nCopies(remarks, Remark.WEEK_ROLLOVER));
    }

    @Test
    void the_shift_corrects_it_and_is_not_remarked_upon() throws Exception {
        var file = gpx("1.1", "x", "2024-10-18T12:00:00Z", "2005-03-04T10:00:00Z", "2005-03-04T10:00:01Z");

        var parsed = Parsed.of(bytes(file), options("P7168D"));

        assertThat(parsed.places())
                .containsExactly(
                        "2024-10-18T10:00:00Z 1.0000000 2.0000000", "2024-10-18T10:00:01Z 1.0000000 2.0000000");
        assertThat(parsed.remarks()).isEmpty();
    }

    private static LocationFile.Options options(String shift) {
        var duration = shift.isEmpty() ? Duration.ZERO : Duration.parse(shift);
        return new LocationFile.Options(null, false, new Hints(Map.of(), null, null, duration, false), Parsed.CLOCK);
    }

    private static String gpx(String version, String creator, @Nullable String written, String... times) {
        var own = written == null ? "" : "<time>" + written + "</time>";
        var gpx = new StringBuilder("<gpx version=\"" + version + "\" creator=\"" + creator + "\">")
                .append(version.equals("1.0") ? own : "<metadata>" + own + "</metadata>")
                .append("<trk><trkseg>");
        for (var time : times) {
            gpx.append("<trkpt lat=\"1\" lon=\"2\"><time>" + time + "</time></trkpt>");
        }
        return gpx.append("</trkseg></trk></gpx>").toString();
    }
}
