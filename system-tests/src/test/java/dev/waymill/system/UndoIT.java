package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static dev.waymill.system.Waymill.awaitState;
import static dev.waymill.system.Waymill.sample;
import static dev.waymill.system.Waymill.upload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.up.ServiceStack;
import dev.waymill.system.Waymill.Owner;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Previews an import, and reverts it after its promotion, as a user does.
class UndoIT {
    static Waymill waymill;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        waymill = Waymill.start(directory, ServiceStack.Options.defaults());
    }

    @AfterAll
    static void stop() {
        waymill.close();
    }

    @Test
    void a_preview_predicts_the_result_of_the_import() throws Exception {
        var owner = waymill.owner();
        awaitEnd(owner, upload(owner, sample(1, 300), "PT0S"));
        var id = upload(owner, sample(1, 500), "PT10M");
        awaitState(owner, id, "grace");

        var preview = owner.api().get("/imports/" + id + "/preview");
        owner.api().post("/imports/" + id + "/promote");
        var points = awaitEnd(owner, id).path("import").path("points");

        assertThat(preview.at("/points/new").asLong())
                .isEqualTo(points.path("promoted").asLong())
                .isEqualTo(200);
        assertThat(preview.at("/points/duplicate").asLong())
                .isEqualTo(points.path("duplicate").asLong());
        assertThat(preview.at("/sample/type").asString()).isEqualTo("FeatureCollection");
    }

    @Test
    void an_import_is_reverted_and_its_file_restores_it() throws Exception {
        var owner = waymill.owner();
        var file = sample(2, 400);
        var id = upload(owner, file, "PT0S");
        awaitEnd(owner, id);
        var before = times(owner);

        var reverted = revert(owner, id);

        assertThat(reverted.at("/result/removed").asLong()).isEqualTo(400);
        assertThat(waymill.points(owner)).isZero();
        assertThat(owner.api().job(id).at("/import/reverted").asBoolean()).isTrue();
        var again = upload(owner, file, "PT0S");
        assertThat(again).isNotEqualTo(id);
        awaitEnd(owner, again);
        assertThat(times(owner)).isEqualTo(before);
    }

    /// Two overlapping exports, each with points that the other lacks, imported concurrently by two owners in
    /// opposite orders.
    @Test
    void overlapping_imports_commute_and_a_revert_leaves_the_other_complete() throws Exception {
        var early = sample(3, 11_000);
        var whole = sample(3, 14_000);
        var ada = waymill.owner();
        var bob = waymill.owner();
        var adaEarly = upload(ada, early, "PT0S");
        var adaWhole = upload(ada, whole, "PT0S");
        var bobWhole = upload(bob, whole, "PT0S");
        var bobEarly = upload(bob, early, "PT0S");
        for (var adas : List.of(adaEarly, adaWhole)) {
            awaitEnd(ada, adas);
        }
        for (var bobs : List.of(bobWhole, bobEarly)) {
            awaitEnd(bob, bobs);
        }
        var all = timeline(ada);
        assertThat(timeline(bob)).isEqualTo(all);

        revert(ada, adaEarly);
        revert(bob, bobEarly);

        assertThat(timeline(ada)).isEqualTo(all);
        assertThat(timeline(bob)).isEqualTo(all);
        assertThat(ada.api().job(adaWhole).at("/import/points/promoted").asLong())
                .isEqualTo(14_000);
        revert(ada, adaWhole);
        assertThat(waymill.points(ada)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpx", "geojson", "csv"})
    void an_export_restores_the_same_points_in_an_empty_timeline(String format) throws Exception {
        var owner = waymill.owner();
        awaitEnd(owner, upload(owner, sample(4, 12_345), "PT0S"));
        var other = waymill.owner();

        var file = new ByteArrayOutputStream();
        owner.api().download("/timeline/points?format=" + format, file);
        var job = awaitEnd(other, upload(other, file.toByteArray(), "PT0S"));

        assertThat(job.at("/import/format").asString()).isEqualTo(format);
        assertThat(job.at("/import/points/promoted").asLong()).isEqualTo(12_345);
        assertThat(timeline(other)).isEqualTo(timeline(owner));
    }

    private static JsonNode revert(Owner owner, String id) throws InterruptedException {
        var job = owner.api().post("/imports/" + id + "/revert").path("id").asString();
        var end = awaitEnd(owner, job);
        assertThat(end.path("state").asString()).isEqualTo("succeeded");
        return end;
    }

    /// A digest of the time, position and values of all points, read from the database, without their imports.
    private static String timeline(Owner owner) {
        return waymill.worker(
                "SELECT md5(string_agg(concat_ws(' ', time, lat_e7, lon_e7, elevation, accuracy, speed), ';'"
                        + " ORDER BY time, lat_e7, lon_e7)) FROM point JOIN owner USING (owner_no) WHERE name = '"
                        + owner.name() + "'");
    }

    private static List<String> times(Owner owner) {
        return owner.api()
                .get("/timeline/points?limit=1000")
                .path("items")
                .valueStream()
                .map(point -> point.path("time").asString())
                .toList();
    }
}
