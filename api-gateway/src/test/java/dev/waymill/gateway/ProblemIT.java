package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemIT {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/nothing,                     404, not-found",
        "/api/v1/jobs/,                       404, not-found",
        "/api/v1/jobs/not-a-uuid,             400, invalid-id",
        "/api/v1/jobs/not-a-uuid/events,      400, invalid-id",
        "/api/v1/jobs?limit=1000000,          400, out-of-range",
        "/api/v1/jobs?limit=-1,               400, out-of-range",
        "/api/v1/jobs?limit=0,                400, out-of-range",
        "/api/v1/jobs?limit=abc,              400, out-of-range",
        "/api/v1/jobs?limit=99999999999999,   400, out-of-range",
        "/api/v1/jobs?state=sleeping,         400, invalid-parameter",
        "/api/v1/jobs?type=x';DROP,           400, invalid-parameter",
        "/api/v1/jobs?traceId=xyz,            400, invalid-parameter",
        "/api/v1/jobs?from=yesterday,         400, invalid-parameter",
        "/api/v1/jobs?to=%2B1000000000-12-31T23:59:59Z, 400, invalid-parameter",
        "/api/v1/jobs?cursor=abc,             400, invalid-cursor",
        "/api/v1/jobs?cursor=%C3%A4,          400, invalid-cursor",
        "/api/v1/timeline/points?bbox=1%2C2%2C3, 400, invalid-parameter",
        "/problems/nothing,                   404, not-found",
    })
    void an_unknown_path_gives_a_problem(String path, int status, String code) {
        gateway.get(path.replace("'", "%27"), gateway.adminKey()).isProblem(status, code);
    }

    @Test
    void a_wrong_method_is_refused_with_the_allowed_ones() {
        var refused = gateway.send(
                        gateway.request("/api/v1/jobs", gateway.adminKey()).DELETE())
                .isProblem(405, "method-not-allowed");
        assertThat(refused.header("Allow")).contains("GET");
    }

    @Test
    void an_unsupported_accept_header_is_refused() {
        gateway.send(gateway.request("/api/v1/jobs", gateway.adminKey()).header("Accept", "image/png"))
                .isProblem(406, "not-acceptable");
    }

    @Test
    void a_stream_cannot_be_requested_as_json() {
        gateway.send(gateway.request("/api/v1/jobs/" + UUID.randomUUID() + "/events", gateway.adminKey())
                        .header("Accept", "application/json"))
                .isProblem(406, "not-acceptable");
    }

    /// Requests that Tomcat and the firewall refuse before Spring MVC handles them.
    @ParameterizedTest
    @CsvSource({
        "GET /api/v1/jobs/%2f..%2f,      400",
        "GET /api/v1/jobs/%00,           400",
        "GET /api/v1/jobs/a|b,           400",
        "GET /api/v1/jobs;x=1,           400",
        "GET /api/v1/../../etc/passwd,   400",
        "GET /api/v1//jobs,              400",
        "TRACE /api/v1/jobs,             405",
        "BREW /api/v1/jobs,              400",
    })
    void a_hostile_path_gives_a_problem_and_never_html(String line, int status) throws Exception {
        isProblem(talk(line, ""), status);
    }

    @Test
    void oversized_headers_give_a_problem() throws Exception {
        isProblem(talk("GET /api/v1/jobs", "X-Long: " + "x".repeat(20_000) + "\r\n"), 400);
    }

    @Test
    void an_oversized_path_gives_a_problem() throws Exception {
        isProblem(talk("GET /api/v1/jobs?x=" + "x".repeat(9_000), ""), 400);
    }

    @Test
    void an_invalid_content_length_gives_a_problem() throws Exception {
        isProblem(talk("POST /api/v1/imports", "Content-Length: many\r\n"), 400);
    }

    @Test
    void an_internal_error_hides_its_message() {
        gateway.jdbc().sql("ALTER TABLE job RENAME COLUMN trace_id TO hidden").update();
        try {
            var bug = gateway.get("/api/v1/jobs", gateway.adminKey()).isProblem(500, "internal-error");
            assertThat(bug.response().body()).doesNotContain("hidden", "trace_id", "SQL", "Exception");
        } finally {
            gateway.jdbc()
                    .sql("ALTER TABLE job RENAME COLUMN hidden TO trace_id")
                    .update();
        }
    }

    @Test
    void a_caller_does_not_choose_the_trace() {
        for (var trace : List.of("0af7651916cd43dd8448eb211c80319c", "0".repeat(32), "x")) {
            var refused = gateway.send(gateway.request("/api/v1/nothing", gateway.adminKey())
                    .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01"));

            assertThat(refused.isProblem(404, "not-found").text("/traceId"))
                    .matches("[0-9a-f]{32}")
                    .isNotEqualTo(trace);
        }
    }

    @Test
    void a_form_to_a_route_without_a_body_is_refused() {
        gateway.send(gateway.request("/api/v1/keys", gateway.adminKey())
                        .header("Content-Type", "multipart/form-data; boundary=x")
                        .POST(BodyPublishers.ofString("--x--")))
                .isProblem(415, "unsupported-media-type");
    }

    @Test
    void every_problem_type_is_documented_at_its_url() {
        var all = gateway.get("/problems", "").is(200).json();
        assertThat(all.size()).isGreaterThan(30);
        for (JsonNode page : all) {
            assertThat(gateway.get(page.path("type").asString(), "").is(200).text("/title"))
                    .isNotEmpty();
        }
    }

    @Test
    void the_openapi_document_is_public_and_complete() {
        var api = gateway.get("/openapi.json", "").is(200).json();
        assertThat(api.at("/components/securitySchemes/apiKey/name").asString()).isEqualTo("X-API-Key");
        assertThat(api.path("paths").propertyNames())
                .containsExactlyInAnyOrder(
                        "/api/v1/dead-letters",
                        "/api/v1/dead-letters/retry",
                        "/api/v1/dead-letters/{id}",
                        "/api/v1/dead-letters/{id}/dismiss",
                        "/api/v1/dead-letters/{id}/retry",
                        "/api/v1/devices/{device}/owntracks-key",
                        "/api/v1/imports",
                        "/api/v1/imports/{id}/preview",
                        "/api/v1/imports/{id}/promote",
                        "/api/v1/imports/{id}/revert",
                        "/api/v1/ingest/gpslogger",
                        "/api/v1/ingest/osmand",
                        "/api/v1/ingest/overland",
                        "/api/v1/ingest/owntracks",
                        "/api/v1/ingest/owntracks/pub",
                        "/api/v1/ingest/phonetrack/{device}",
                        "/api/v1/ingest/ulogger/client/index.php",
                        "/api/v1/jobs",
                        "/api/v1/jobs/bulk",
                        "/api/v1/jobs/{id}",
                        "/api/v1/jobs/{id}/attempts",
                        "/api/v1/jobs/{id}/cancel",
                        "/api/v1/jobs/{id}/events",
                        "/api/v1/jobs/{id}/hold",
                        "/api/v1/jobs/{id}/priority",
                        "/api/v1/jobs/{id}/release",
                        "/api/v1/jobs/{id}/retry",
                        "/api/v1/jobs/{id}/run-at",
                        "/api/v1/keys",
                        "/api/v1/keys/{id}",
                        "/api/v1/limits",
                        "/api/v1/limits/{scope}/{name}",
                        "/api/v1/limits/{scope}/{name}/pause",
                        "/api/v1/limits/{scope}/{name}/resume",
                        "/api/v1/overland/batches",
                        "/api/v1/owntracks/points",
                        "/api/v1/points",
                        "/api/v1/removals",
                        "/api/v1/removals/preview",
                        "/api/v1/removals/{id}/undo",
                        "/api/v1/schedules",
                        "/api/v1/schedules/{id}",
                        "/api/v1/schedules/{id}/pause",
                        "/api/v1/schedules/{id}/resume",
                        "/api/v1/schedules/{id}/run",
                        "/api/v1/status",
                        "/api/v1/timeline/points",
                        "/api/v1/traccar/points",
                        "/api/v1/uploads",
                        "/api/v1/uploads/{id}",
                        "/pub");
        for (JsonNode path : api.path("paths")) {
            for (JsonNode operation : path) {
                assertThat(operation.path("summary").asString("")).isNotEmpty();
                assertThat(operation
                                .at("/responses/401/content/application~1problem+json/schema/$ref")
                                .asString())
                        .isEqualTo("#/components/schemas/Problem");
                for (JsonNode parameter : operation.path("parameters")) {
                    assertThat(parameter.path("description").asString(""))
                            .as(parameter.toString())
                            .isNotEmpty();
                }
            }
        }
        assertThat(api.at("/components/schemas/Job/properties/import").isMissingNode())
                .isFalse();
        assertThat(api.at("/components/schemas/Problem/properties/traceId").isMissingNode())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/swagger-ui/index.html", "/actuator/health/liveness", "/actuator/health/serving"})
    void these_pages_are_public(String path) {
        gateway.get(path, "").is(200);
    }

    @Test
    void the_age_of_the_outbox_is_measured() {
        assertThat(gateway.meters()).contains("waymill_outbox_oldest_age_seconds");
    }

    private static String talk(String line, String headers) throws Exception {
        var request = line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: " + gateway.adminKey()
                + "\r\n" + headers + "\r\n";
        return RawHttp.talk(gateway.port(), request);
    }

    private static void isProblem(String answer, int status) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .containsIgnoringCase("Content-Type: application/problem+json");
        var json = JsonMapper.shared().readTree(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
        assertThat(json.path("status").asInt()).isEqualTo(status);
        assertThat(json.path("code").asString("")).isNotEmpty();
        assertThat(json.path("traceId").asString("")).matches("[0-9a-f]{32}");
    }
}
