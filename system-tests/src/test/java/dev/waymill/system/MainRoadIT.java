package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static dev.waymill.system.Waymill.awaitState;
import static dev.waymill.system.Waymill.gpx;
import static dev.waymill.system.Waymill.sample;
import static dev.waymill.system.Waymill.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.api.ApiException;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.system.Waymill.Owner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// One file from upload to timeline, with everything that a user may do in between.
class MainRoadIT {
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
    void every_valid_point_of_a_file_can_be_read_back_once() throws Exception {
        var owner = waymill.owner();
        var states = new ArrayList<String>();
        var id = upload(owner, sample(1, 2_500), "PT0S");

        var job = owner.api()
                .awaitEnd(
                        id,
                        Duration.ofMinutes(1),
                        now -> states.add(now.path("state").asString()));

        assertThat(states).last().isEqualTo("succeeded");
        assertThat(counts(job)).isEqualTo(Map.of("read", 2_500L, "rejected", 0L, "duplicate", 0L, "promoted", 2_500L));
        assertThat(job.path("missing")).isEmpty();
        assertThat(job.path("tasks")).hasSize(2);
        assertThat(readBack(owner)).hasSize(2_500);
    }

    @Test
    void the_same_file_adds_nothing_and_the_answer_says_why() throws Exception {
        var owner = waymill.owner();
        var first = upload(owner, sample(2, 500), "PT0S");
        awaitEnd(owner, first);

        var again = owner.api().upload("other-name.gpx", sample(2, 500), Map.of());

        assertThat(again.path("id").asString()).isEqualTo(first);
        assertThat(again.path("notice").path("code").asString()).isEqualTo("already-imported");
        assertThat(waymill.points(owner)).isEqualTo(500);
    }

    @Test
    void an_overlapping_file_adds_only_what_is_new() throws Exception {
        var owner = waymill.owner();
        awaitEnd(owner, upload(owner, sample(3, 300), "PT0S"));

        var job = awaitEnd(owner, upload(owner, sample(3, 500), "PT0S"));

        assertThat(counts(job)).isEqualTo(Map.of("read", 500L, "rejected", 0L, "duplicate", 300L, "promoted", 200L));
        assertThat(waymill.points(owner)).isEqualTo(500);
    }

    @Test
    void cancelling_in_the_grace_period_leaves_no_staged_row_and_no_point() throws Exception {
        var owner = waymill.owner();
        var id = upload(owner, sample(4, 500), "PT10M");
        awaitState(owner, id, "grace");

        var cancelled = owner.api().post("/jobs/" + id + "/cancel");

        assertThat(cancelled.path("state").asString()).isEqualTo("cancelled");
        await().until(() -> waymill.importState(id).equals("discarded"));
        assertThat(waymill.stagingTables(id)).isZero();
        assertThat(waymill.points(owner)).isZero();
    }

    @Test
    void cancelling_after_promotion_is_refused_with_an_explanation() throws Exception {
        var owner = waymill.owner();
        var id = upload(owner, sample(5, 100), "PT0S");
        awaitEnd(owner, id);

        assertThatThrownBy(() -> owner.api().post("/jobs/" + id + "/cancel"))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.status()).isEqualTo(409);
                    assertThat(e.code()).isNotBlank();
                    assertThat(e.getMessage()).isNotBlank();
                });
        assertThat(waymill.points(owner)).isEqualTo(100);
    }

    @Test
    void a_manual_promotion_skips_the_rest_of_the_grace_period() throws Exception {
        var owner = waymill.owner();
        var id = upload(owner, sample(6, 100), "PT10M");
        awaitState(owner, id, "grace");

        owner.api().post("/imports/" + id + "/promote");

        assertThat(awaitEnd(owner, id).path("state").asString()).isEqualTo("succeeded");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void a_hostile_or_broken_file_fails_with_a_reason_on_its_job(String code, byte[] file) throws Exception {
        var owner = waymill.owner();

        var job = awaitEnd(owner, upload(owner, file, "PT0S"));

        assertThat(job.path("state").asString()).isEqualTo("failed");
        assertThat(job.path("error").path("code").asString()).isEqualTo(code);
        assertThat(job.path("error").path("message").asString()).isNotBlank().doesNotContain("Exception");
        assertThat(waymill.points(owner)).isZero();
    }

    static Arguments[] hostile() {
        var good = sample(7, 1_000);
        var notUtf8 = good.clone();
        notUtf8[good.length / 2] = (byte) 0xFF;
        return new Arguments[] {
            Arguments.of("empty-file", new byte[0]),
            Arguments.of("truncated-file", Arrays.copyOf(good, good.length / 2)),
            Arguments.of("unrecognised-format", text("<!doctype html><html><body>404</body></html>")),
            Arguments.of("invalid-encoding", notUtf8),
            Arguments.of(
                    "dtd-not-allowed",
                    text(
                            "<!DOCTYPE gpx [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                                    + "<gpx><wpt lat='1' lon='2'><time>2026-01-01T00:00:00Z</time><name>&x;</name></wpt></gpx>")),
            Arguments.of(
                    "dtd-not-allowed",
                    text("<!DOCTYPE gpx [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;'>"
                            + "<!ENTITY c '&b;&b;&b;&b;&b;'>]><gpx><trk><name>&c;</name></trk></gpx>")),
        };
    }

    @Test
    void invalid_points_are_rejected_by_reason_and_the_others_imported() throws Exception {
        var owner = waymill.owner();

        var job = awaitEnd(
                owner,
                upload(
                        owner,
                        gpx("<trkpt lat='NaN' lon='1'><time>2026-01-01T00:00:00Z</time></trkpt>"
                                + "<trkpt lat='95' lon='1'><time>2026-01-01T00:00:00Z</time></trkpt>"
                                + "<trkpt lat='5' lon='1'/>"
                                + "<trkpt lat='5' lon='1'><time>2026-01-01T00:00:00Z</time></trkpt>"),
                        "PT0S"));

        assertThat(counts(job)).isEqualTo(Map.of("read", 4L, "rejected", 3L, "duplicate", 0L, "promoted", 1L));
        assertThat(job.path("import").path("rejectedBy").propertyNames())
                .containsExactlyInAnyOrder("coordinate-nan", "coordinate-range", "no-timestamp");
    }

    @Test
    void owners_do_not_see_each_others_data() throws Exception {
        var ada = waymill.owner();
        var bob = waymill.owner();
        var id = upload(ada, sample(8, 100), "PT0S");
        awaitEnd(ada, id);

        assertThat(bob.api().get("/jobs").path("items")).isEmpty();
        assertThat(bob.api().get("/timeline/points").path("items")).isEmpty();
        assertRefused(404, () -> bob.api().job(id));
        assertRefused(404, () -> bob.api().post("/jobs/" + id + "/cancel"));
        assertRefused(404, () -> bob.api().post("/imports/" + id + "/promote"));
        assertRefused(404, () -> bob.api().get("/jobs/" + id + "/events"));
    }

    @Test
    void a_viewer_can_only_read_and_a_wrong_key_gives_no_access() throws Exception {
        var owner = waymill.owner();
        awaitEnd(owner, upload(owner, sample(9, 50), "PT0S"));
        var viewer = waymill.owner(owner.name(), "viewer");

        assertThat(viewer.api().get("/jobs").path("items")).hasSize(1);
        assertRefused(403, () -> upload(viewer, sample(10, 50), "PT0S"));
        try (var stranger = new Api(waymill.services.url(), "wm_000000000000_guess")) {
            assertRefused(401, () -> stranger.get("/jobs"));
        }
    }

    private static void assertRefused(int status, Runnable request) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    private static HashSet<String> readBack(Owner owner) {
        var points = new HashSet<String>();
        var next = "";
        do {
            var page = owner.api().get("/timeline/points?limit=1000" + (next.isEmpty() ? "" : "&cursor=" + next));
            page.path("items").forEach(point -> points.add(point.toString()));
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        return points;
    }

    private static Map<String, Long> counts(JsonNode job) {
        var points = job.path("import").path("points");
        return Map.of(
                "read", points.path("read").asLong(-1),
                "rejected", points.path("rejected").asLong(-1),
                "duplicate", points.path("duplicate").asLong(-1),
                "promoted", points.path("promoted").asLong(-1));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
