package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCreated;
import dev.waymill.events.Topics;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Removals of points, their previews and their undo.
class RemovalIT {
    private static RunningGateway gateway;
    private String key;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void a_key() {
        gateway.worker.delayBy(0);
        key = gateway.key("owner-" + UUID.randomUUID(), "operator");
    }

    @Test
    void a_preview_is_the_workers_answer_to_the_same_conditions() {
        gateway.worker.respond("POST /internal/removals/preview", 200, "{\"points\": 3}");

        var preview = gateway.post("/api/v1/removals/preview", key, "{\"devices\": [\"watch\", \"\"]}");

        assertThat(preview.is(200).json().at("/points").asInt()).isEqualTo(3);
        assertThat(gateway.worker.bodies()).last().asString().contains("[\"watch\",\"\"]");
    }

    @Test
    void a_removal_is_a_job_and_the_same_key_creates_it_once() {
        var body = "{\"from\": \"2026-05-01T00:00:00Z\", \"bbox\": [10, 53, 11, 54], \"accuracyAbove\": 500}";
        var once = UUID.randomUUID().toString();

        var first = removeOnce(body, once);

        assertThat(first.text("/type")).isEqualTo("remove");
        assertThat(removeOnce(body, once).text("/id")).isEqualTo(first.text("/id"));
        assertThat(gateway.post("/api/v1/removals", key, body).is(202).text("/id"))
                .isNotEqualTo(first.text("/id"));
    }

    private Answered removeOnce(String body, String once) {
        return gateway.send(gateway.request("/api/v1/removals", key)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", once)
                        .POST(BodyPublishers.ofString(body)))
                .is(202);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"from": "2026-05-02T00:00:00Z", "to": "2026-05-02T00:00:00Z"} | /to
            {"from": "1066-10-14T00:00:00Z"} | /from
            {"bbox": [1, 2, 3]} | /bbox
            {"bbox": [1, 2, 3, null]} | /bbox
            {"bbox": [1, 3, 3, 2]} | /bbox
            {"bbox": [1, 2, 3, 91]} | /bbox
            {"devices": []} | /devices
            {"devices": [null]} | /devices
            {"devices": ["a\\u0000b"]} | /devices
            {"accuracyAbove": -1} | /accuracyAbove
            """)
    void an_invalid_condition_is_refused_with_a_pointer(String body, String pointer) {
        for (var path : new String[] {"/api/v1/removals", "/api/v1/removals/preview"}) {
            var problem = gateway.post(path, key, body).isProblem(400, "invalid-field");
            assertThat(problem.text("/errors/0/pointer")).isEqualTo(pointer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"from\": null}"})
    void a_removal_without_a_condition_is_refused(String body) {
        gateway.post("/api/v1/removals", key, body).isProblem(400, "invalid-field");
    }

    @Test
    void an_undo_is_one_job_however_often_it_is_requested() {
        var removal = gateway.post("/api/v1/removals", key, "{\"accuracyAbove\": 500}")
                .is(202)
                .text("/id");
        gateway.worker.respond(
                "GET /internal/removals/" + removal + "/state", 200, "{\"state\": \"removed\", \"points\": 3}");

        var undo =
                gateway.post("/api/v1/removals/" + removal + "/undo", key, "").is(202);
        var second =
                gateway.post("/api/v1/removals/" + removal + "/undo", key, "").is(200);

        assertThat(undo.text("/type")).isEqualTo("restore");
        assertThat(second.text("/id")).isEqualTo(undo.text("/id"));
        assertThat(second.text("/notice/code")).isEqualTo("already-undone");
    }

    /// Otherwise the job could be cancelled although its transaction has taken effect.
    @Test
    void a_change_of_the_timeline_cannot_be_cancelled_once_it_has_begun() throws Exception {
        var removal = gateway.post("/api/v1/removals", key, "{\"accuracyAbove\": 500}")
                .is(202)
                .text("/id");
        gateway.worker.respond(
                "GET /internal/removals/" + removal + "/state", 200, "{\"state\": \"removed\", \"points\": 3}");
        var undo = gateway.post("/api/v1/removals/" + removal + "/undo", key, "")
                .is(202)
                .text("/id");

        try (var created = EventProbe.of(Topics.JOB_CREATED)) {
            for (var job : List.of(removal, undo)) {
                assertThat(EventCodec.read(created.next(job)))
                        .isInstanceOfSatisfying(
                                JobCreated.class,
                                event -> assertThat(event.firstTask().cancellable())
                                        .isFalse());
            }
        }
    }

    @Test
    void an_undo_of_an_unknown_removal_is_refused() {
        var unknown = UUID.randomUUID();
        gateway.worker.respond(
                "GET /internal/removals/" + unknown + "/state", 404, "{\"code\": \"removal-not-found\"}");

        gateway.post("/api/v1/removals/" + unknown + "/undo", key, "").isProblem(404, "removal-not-found");
    }

    @Test
    void an_undo_of_a_removal_that_has_not_run_is_refused() {
        var removal = gateway.post("/api/v1/removals", key, "{\"accuracyAbove\": 500}")
                .is(202)
                .text("/id");
        gateway.worker.respond(
                "GET /internal/removals/" + removal + "/state", 404, "{\"code\": \"removal-not-found\"}");

        gateway.post("/api/v1/removals/" + removal + "/undo", key, "").isProblem(409, "conflict");
    }

    @Test
    void without_the_worker_a_preview_and_an_undo_can_be_tried_again() {
        var id = UUID.randomUUID();
        gateway.worker.respond("POST /internal/removals/preview", 500, "");
        gateway.worker.respond("GET /internal/removals/" + id + "/state", 500, "");

        gateway.post("/api/v1/removals/preview", key, "{\"accuracyAbove\": 500}")
                .isProblem(503, "worker-unavailable");
        gateway.post("/api/v1/removals/" + id + "/undo", key, "").isProblem(503, "worker-unavailable");
    }
}
