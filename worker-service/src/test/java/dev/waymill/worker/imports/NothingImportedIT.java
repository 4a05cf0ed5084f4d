package dev.waymill.worker.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.ImportFile;
import dev.waymill.events.rest.ImportSummary;
import dev.waymill.events.rest.ImportSummary.Points;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.imports.Uploads.Upload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/// An import succeeds only if something was imported, or was there already.
@WorkerTest
@Import(Uploads.class)
class NothingImportedIT {
    private static final String KNOWN = Gpx.point("1", "2", "2026-01-01T00:00:00Z");
    private static final String ROUTE = "<gpx><rte><rtept lat='1' lon='2'/><rtept lat='2' lon='2'/></rte></gpx>";

    @Autowired
    Uploads uploads;

    @Autowired
    ImportSummaries summaries;

    final String owner = "owner-" + UUID.randomUUID();

    static Arguments[] withoutAnyPoint() throws Exception {
        var cut = Arrays.copyOf(Gpx.sample(1, 50), 4_000);
        return new Arguments[] {
            Arguments.of("the file has no points", text("<gpx></gpx>")),
            Arguments.of("the file has no points", text("<kml><Document><name>x</name></Document></kml>")),
            Arguments.of("the file has no points", text("{\"locations\": []}")),
            Arguments.of("the file has no points", text("{\"type\": \"FeatureCollection\", \"features\": []}")),
            Arguments.of("the file has no points", text("time,lat,lon\n")),
            Arguments.of("recorded indoors", text("<TrainingCenterDatabase></TrainingCenterDatabase>")),
            Arguments.of("recorded indoors", indoorFit()),
            Arguments.of("all 2 points were rejected: no-timestamp 2", text(ROUTE)),
            Arguments.of(
                    "the only point was rejected: coordinate-range 1",
                    Gpx.with(Gpx.point("91", "2", "2026-01-01T00:00:00Z"))),
            Arguments.of(
                    "the only location file in the archive has no points",
                    Archives.zip(Map.of("a.gpx", text("<gpx></gpx>"), "b.jpg", text("hello")))),
            Arguments.of(
                    "none of the 2 location files in the archive has points. 1 files could not be read; e.g. c.gpx: ",
                    Archives.zip(Map.of("a.gpx", text("<gpx/>"), "b.gpx", text("<gpx/>"), "c.gpx", cut))),
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withoutAnyPoint")
    void an_import_without_any_point_fails_with_the_reason_in_words(String reason, byte[] file) throws Exception {
        var upload = uploads.upload(owner, file);

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(uploads.run(ImportFile.STAGE, upload)).isInstanceOfSatisfying(Outcome.Refuse.class, refusal -> {
                assertThat(refusal.code()).isEqualTo("nothing-imported");
                assertThat(refusal.message())
                        .startsWith("Nothing was imported, because ")
                        .contains(reason);
                var result = JsonMapper.shared().readTree(refusal.result().text());
                assertThat(result.path("outcome").asString()).isEqualTo("nothing-imported");
            });
        }
    }

    @Test
    void the_counts_and_samples_of_such_an_import_stay_visible() throws Exception {
        var upload = uploads.upload(owner, text(ROUTE));
        uploads.run(ImportFile.STAGE, upload);
        uploads.run(ImportFile.DISCARD, upload);

        var summary = summary(upload);

        assertThat(summary.state()).isEqualTo("discarded");
        assertThat(summary.outcome()).isEqualTo("nothing-imported");
        assertThat(summary.points()).isEqualTo(new Points(2, 2, 0, 0));
        assertThat(summary.rejectedBy()).containsExactly(Map.entry("no-timestamp", 2L));
        assertThat(summary.rejectedSamples()).hasSize(2);
    }

    @Test
    void a_file_of_known_points_only_succeeds_and_is_nothing_new() throws Exception {
        var first = uploads.imported(owner, Gpx.with(KNOWN));
        var second = uploads.upload(owner, Gpx.with(KNOWN, KNOWN, Gpx.point("x", "2", "")));

        assertThat(uploads.run(ImportFile.STAGE, second)).isInstanceOf(Outcome.Then.class);
        assertThat(summary(second).outcome()).isNull();
        assertThat(uploads.run(ImportFile.PROMOTE, second)).isInstanceOf(Outcome.Done.class);

        assertThat(summary(first).outcome()).isEqualTo("imported");
        assertThat(summary(second).outcome()).isEqualTo("nothing-new");
    }

    @Test
    void a_file_of_movements_alone_is_imported() throws Exception {
        var upload = uploads.imported(owner, text("""
                {"semanticSegments": [{"startTime": "2026-01-01T09:00:00Z", "endTime": "2026-01-01T10:00:00Z",
                  "activity": {"distanceMeters": 9, "topCandidate": {"type": "WALKING", "probability": 0.7}}}]}
                """));

        assertThat(summary(upload).outcome()).isEqualTo("imported");
    }

    @Test
    void of_an_archive_the_good_files_are_imported_and_a_long_damaged_one_leaves_nothing() throws Exception {
        var damaged = text(new String(Gpx.sample(2, 12_000), StandardCharsets.UTF_8) + "</gpx>");
        var upload = uploads.imported(
                owner,
                Archives.zip(Map.of(
                        "a.gpx", Gpx.with(KNOWN),
                        "b.gpx", damaged,
                        "c.gpx", Gpx.sample(3, 11_000),
                        "d.gpx", damaged,
                        "e.log", text("nothing of ours"))));

        var summary = summary(upload);

        assertThat(summary.points()).isEqualTo(new Points(11_001, 0, 0, 11_001));
        assertThat(summary.damage()).isNull();
        assertThat(summary.contents()).isNotNull().satisfies(contents -> {
            assertThat(contents.read()).isEqualTo(2);
            assertThat(contents.samples()).extracting("name").containsExactly("b.gpx", "d.gpx");
            assertThat(contents.samples().getFirst().problem().message()).contains("?onDamage=keep");
            assertThat(contents.othersBy()).isEqualTo(Map.of("other", 1L));
            assertThat(contents.unread())
                    .singleElement()
                    .satisfies(file -> assertThat(file.name()).isEqualTo("e.log"));
        });
    }

    @Test
    void a_damaged_file_is_refused_with_the_way_out() throws Exception {
        var upload = uploads.upload(owner, Arrays.copyOf(Gpx.sample(1, 50), 4_000));

        assertThat(uploads.run(ImportFile.STAGE, upload))
                .isInstanceOfSatisfying(
                        Outcome.Fail.class, fail -> assertThat(fail.message()).contains("?onDamage=keep"));
    }

    private ImportSummary summary(Upload upload) {
        return summaries.find(upload.job()).orElseThrow();
    }

    /// A header, one record with a heart rate and no position, and the checksum.
    private static byte[] indoorFit() {
        return HexFormat.of()
                .parseHex("0c209308120000002e464954" + "400000140002fd0486030102" + "0000ca9a3b78" + "f1e4");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
