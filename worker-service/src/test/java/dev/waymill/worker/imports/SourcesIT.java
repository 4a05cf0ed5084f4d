package dev.waymill.worker.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.ImportFile;
import dev.waymill.events.ImportFile.OnDamage;
import dev.waymill.events.rest.ImportSummary.Points;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.imports.Uploads.Upload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Imports of every kind of file, including the visits and movements in it.
@WorkerTest
@Import(Uploads.class)
class SourcesIT {
    @Autowired
    Uploads uploads;

    @Autowired
    ImportSummaries summaries;

    @Autowired
    JdbcClient jdbc;

    final String owner = "owner-" + UUID.randomUUID();

    @Test
    void an_archive_is_one_import_and_reports_an_unsupported_file() throws Exception {
        var upload = uploads.imported(
                owner,
                Archives.zip(Map.of(
                        "a/one.gpx",
                        Gpx.with(Gpx.point("1", "2", "2026-01-01T00:00:00Z"), Gpx.point("x", "2", "")),
                        "b/Records.json",
                        text("""
                        {"locations": [{"latitudeE7": 10000000, "longitudeE7": 20000000, "deviceTag": 7,
                          "timestamp": "2026-01-01T00:00:00Z"},
                         {"latitudeE7": 4294967295, "longitudeE7": 20000000, "timestampMs": "1767225601000"}]}
                        """),
                        "c/broken.gpx",
                        text("hello"),
                        "c/photo.jpg",
                        text("hello"))));

        var summary = summaries.find(upload.job()).orElseThrow();

        assertThat(summary.format()).isEqualTo("zip");
        assertThat(summary.points()).isEqualTo(new Points(4, 1, 1, 2));
        assertThat(summary.remarks()).containsExactly(Map.entry("e7-overflow", 1L));
        assertThat(summary.rejectedSamples()).singleElement().satisfies(sample -> {
            assertThat(sample.file()).isEqualTo("a/one.gpx");
            assertThat(sample.line()).isEqualTo(3);
        });
        assertThat(summary.contents()).isNotNull().satisfies(contents -> {
            assertThat(contents.read()).isEqualTo(2);
            assertThat(contents.others()).isEqualTo(1);
            assertThat(contents.samples()).singleElement().satisfies(file -> {
                assertThat(file.name()).isEqualTo("c/broken.gpx");
                assertThat(file.problem().code()).isEqualTo("unrecognised-format");
            });
        });
    }

    @ParameterizedTest
    @MethodSource("aPointInEachFormat")
    void every_kind_of_file_is_staged_from_the_object_store(String format, byte[] content) throws Exception {
        var upload = uploads.imported(owner, content);

        assertThat(summaries.find(upload.job()).orElseThrow().format()).isEqualTo(format);
        assertThat(counts(upload)).isEqualTo(new Points(1, 0, 0, 1));
    }

    static Arguments[] aPointInEachFormat() {
        return new Arguments[] {
            Arguments.of("gpx", Gpx.with(Gpx.point("1", "2", "2026-01-01T00:00:00Z"))),
            Arguments.of("google-records", text("""
                    {"locations": [{"latitudeE7": 1, "longitudeE7": 2, "timestamp": "2026-01-01T00:00:00Z"}]}""")),
            Arguments.of("geojson", text("""
                    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]},
                     "properties": {"time": "2026-01-01T00:00:00Z"}}""")),
            Arguments.of("owntracks-rec", text("""
                    2026-01-01T00:00:00Z\t*\t{"_type": "location", "lat": 1, "lon": 2, "tst": 1767225600}
                    """)),
            Arguments.of("points", text("{\"time\": \"2026-01-01T00:00:00Z\", \"lat\": 1, \"lon\": 2}\n")),
            Arguments.of("csv", text("time,lat,lon\n2026-01-01T00:00:00Z,1,2\n")),
            Arguments.of("kml", text("""
                    <kml><Placemark><TimeStamp><when>2026-01-01T00:00:00Z</when></TimeStamp>
                    <Point><coordinates>1,2</coordinates></Point></Placemark></kml>""")),
        };
    }

    @Test
    void visits_and_movements_are_kept_with_their_import() throws Exception {
        var upload = uploads.imported(owner, text("""
                {"semanticSegments": [
                  {"startTime": "2026-01-01T08:00:00Z", "endTime": "2026-01-01T09:00:00Z",
                   "visit": {"probability": 0.9, "topCandidate": {"placeId": "p1", "semanticType": "HOME",
                     "probability": 0.8, "placeLocation": {"latLng": "1.0°, 2.0°"}}}},
                  {"startTime": "2026-01-01T09:00:00Z", "endTime": "2026-01-01T10:00:00Z",
                   "activity": {"start": {"latLng": "1.0°, 2.0°"}, "end": {"latLng": "1.5°, 2.5°"},
                     "distanceMeters": 1234, "topCandidate": {"type": "WALKING", "probability": 0.7}}}]}
                """));

        assertThat(jdbc.sql("SELECT place_id || ' ' || category FROM source_visit JOIN import USING (import_no)"
                                + " WHERE job_id = :job")
                        .param("job", upload.job())
                        .query(String.class)
                        .list())
                .containsExactly("p1 home");
        assertThat(jdbc.sql("SELECT mode FROM source_movement JOIN import USING (import_no) WHERE job_id = :job")
                        .param("job", upload.job())
                        .query(String.class)
                        .list())
                .containsExactly("walking");
        assertThat(counts(upload)).isEqualTo(new Points(4, 0, 1, 3));
    }

    @Test
    void a_damaged_file_is_refused_or_kept_up_to_the_damage_as_chosen() throws Exception {
        var cut = Arrays.copyOf(Gpx.sample(9, 100), 6_000);
        var strict = uploads.upload(owner, cut);
        var lenient = uploads.upload(owner, cut, OnDamage.KEEP);

        assertThat(uploads.run(ImportFile.STAGE, strict)).isInstanceOf(Outcome.Fail.class);
        assertThat(uploads.run(ImportFile.STAGE, lenient)).isInstanceOf(Outcome.Then.class);
        uploads.run(ImportFile.PROMOTE, lenient);

        var summary = summaries.find(lenient.job()).orElseThrow();
        assertThat(summary.damage()).isNotNull().satisfies(damage -> {
            assertThat(damage.code()).isEqualTo("truncated-file");
            assertThat(damage.message()).contains("line");
        });
        assertThat(points()).isEqualTo(summary.points().promoted()).isBetween(10L, 99L);
    }

    private Points counts(Upload upload) {
        return summaries.find(upload.job()).orElseThrow().points();
    }

    private long points() {
        return jdbc.sql("SELECT count(*) FROM point JOIN owner USING (owner_no) WHERE name = :name")
                .param("name", owner)
                .query(Long.class)
                .single();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
