package dev.waymill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
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

class KeyIT {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void a_key_is_shown_once_and_stored_as_a_hash() {
        var made = gateway.post("/api/v1/keys", gateway.adminKey(), """
                        {"owner": "ada", "role": "operator", "name": "laptop"}""").is(201);
        var key = made.text("/key");
        assertThat(key).matches("wm_[A-Za-z0-9_-]{12}_[A-Za-z0-9_-]{43}").startsWith("wm_" + made.text("/id") + "_");
        var listed = gateway.get("/api/v1/keys", gateway.adminKey()).is(200);
        assertThat(listed.response().body()).contains(made.text("/id")).doesNotContain(key);
        var stored = gateway.jdbc()
                .sql("SELECT encode(secret_hash, 'hex') || owner || name FROM api_key WHERE owner = 'ada'")
                .query(String.class)
                .single();
        assertThat(stored).doesNotContain(key.substring(16));
        gateway.get("/api/v1/jobs", key).is(200);
    }

    @Test
    void wrong_missing_revoked_and_misplaced_keys_get_the_same_answer() {
        var key = gateway.key("eve", "operator");
        gateway.send(gateway.request("/api/v1/keys/" + key.substring(3, 15), gateway.adminKey())
                        .DELETE())
                .is(200);
        var answers = List.of(
                gateway.get("/api/v1/jobs", ""),
                gateway.get("/api/v1/jobs", "nonsense"),
                gateway.get("/api/v1/jobs", "wm_AAAAAAAAAAAA_" + "A".repeat(43)),
                gateway.get("/api/v1/jobs", key.substring(0, 58) + (key.endsWith("A") ? "B" : "A")),
                gateway.get("/api/v1/jobs", key),
                gateway.get("/api/v1/jobs?X-API-Key=" + gateway.adminKey(), ""));
        for (var answer : answers) {
            answer.isProblem(401, "unauthenticated");
            assertThat(answer.header("WWW-Authenticate")).startsWith("ApiKey ");
        }
        assertThat(answers.stream()
                        .map(a -> a.response().body().replace(a.text("/traceId"), ""))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void revoking_is_idempotent_and_an_unknown_key_is_not_found() {
        var id = gateway.key("eve", "viewer").substring(3, 15);
        var first = gateway.send(gateway.request("/api/v1/keys/" + id, gateway.adminKey())
                        .DELETE())
                .is(200);
        var second = gateway.send(gateway.request("/api/v1/keys/" + id, gateway.adminKey())
                        .DELETE())
                .is(200);
        assertThat(second.text("/revokedAt")).isEqualTo(first.text("/revokedAt"));
        gateway.send(gateway.request("/api/v1/keys/AAAAAAAAAAAA", gateway.adminKey())
                        .DELETE())
                .isProblem(404, "key-not-found");
    }

    @Test
    void a_viewer_can_read_but_not_write() {
        var viewer = gateway.key("vera", "viewer");
        gateway.get("/api/v1/jobs", viewer).is(200);
        gateway.get("/api/v1/jobs/" + UUID.randomUUID(), viewer).isProblem(404, "job-not-found");
        gateway.upload("?filename=a", viewer, "x".getBytes(UTF_8)).isProblem(403, "forbidden");
        gateway.post("/api/v1/jobs/" + UUID.randomUUID() + "/cancel", viewer, "")
                .isProblem(403, "forbidden");
        gateway.post("/api/v1/imports/" + UUID.randomUUID() + "/promote", viewer, "")
                .isProblem(403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "operator"})
    void only_an_admin_manages_keys(String role) {
        var key = gateway.key("olga", role);
        gateway.get("/api/v1/keys", key).isProblem(403, "forbidden");
        gateway.post("/api/v1/keys", key, "{}").isProblem(403, "forbidden");
        gateway.send(gateway.request("/api/v1/keys/AAAAAAAAAAAA", key).DELETE()).isProblem(403, "forbidden");
    }

    @Test
    void owners_cannot_see_or_change_other_owners_jobs() {
        var mine = gateway.key("mine", "operator");
        var theirs = gateway.key("theirs", "operator");
        var id = gateway.upload(
                        "?filename=a", mine, UUID.randomUUID().toString().getBytes(UTF_8))
                .is(202)
                .text("/id");
        for (var key : List.of(theirs, gateway.adminKey())) {
            var unknown = UUID.randomUUID().toString();
            for (var path : List.of("/api/v1/jobs/%s", "/api/v1/jobs/%s/events")) {
                var other = gateway.get(path.formatted(id), key).isProblem(404, "job-not-found");
                var never = gateway.get(path.formatted(unknown), key).isProblem(404, "job-not-found");
                assertThat(other.text("/detail")).isEqualTo(never.text("/detail"));
            }
            gateway.post("/api/v1/jobs/" + id + "/cancel", key, "").isProblem(404, "job-not-found");
            gateway.post("/api/v1/imports/" + id + "/promote", key, "").isProblem(404, "job-not-found");
            assertThat(gateway.get("/api/v1/jobs?limit=200", key)
                            .is(200)
                            .response()
                            .body())
                    .doesNotContain(id);
            var trace = gateway.get("/api/v1/jobs/" + id, mine).is(200).text("/traceId");
            assertThat(gateway.get("/api/v1/jobs?traceId=" + trace, key).json().path("items"))
                    .isEmpty();
        }
        assertThat(gateway.scheduler.requests()).doesNotContain("POST /internal/jobs/" + id + "/cancel");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"owner": "a", "role": "admin", "name": "n"          | malformed-json |
                    {"owner": "a", "role": "admin", "name": "n"} x       | malformed-json |
                    not json                                             | malformed-json |
                    ''                                                   | malformed-json |
                    {"owner": "a", "role": "admin", "name": "n", "x": 1} | unknown-field  | /x
                    {"owner": "a", "owner": "b", "role": "admin"}        | duplicate-key  |
                    {"owner": "a", "role": "admin", "name": 3}           | wrong-type     | /name
                    {"owner": ["a"], "role": "admin", "name": "n"}       | wrong-type     | /owner
                    {"owner": "a", "role": "root", "name": "n"}          | invalid-field  | /role
                    {"owner": "a b", "role": "admin", "name": "n"}       | invalid-field  | /owner
                    {"owner": "a", "role": "admin", "name": "n\\u0000"}  | invalid-field  | /name
                    {"owner": "a", "role": "admin", "name": "\\ud800"}   | invalid-field  | /name
                    {"owner": "a", "role": "admin", "name": null}        | invalid-field  | /name
                    """)
    void an_unreadable_body_is_refused_with_an_explanation(String body, String code, String pointer) {
        var refused = gateway.post("/api/v1/keys", gateway.adminKey(), body).isProblem(400, code);
        if (pointer != null) {
            assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
            assertThat(refused.text("/errors/0/detail")).isNotEmpty();
        }
        assertThat(refused.response().body()).doesNotContain("dev.waymill", "jackson");
    }

    @Test
    void json_nested_too_deeply_is_refused() {
        gateway.post("/api/v1/keys", gateway.adminKey(), "{\"owner\":" + "[".repeat(600))
                .status();
        var deep =
                gateway.post("/api/v1/keys", gateway.adminKey(), "{\"x\":" + "[".repeat(600) + "]".repeat(600) + "}");
        assertThat(deep.status()).isEqualTo(400);
    }

    @Test
    void all_wrong_fields_are_named_at_once() {
        var refused = gateway.post("/api/v1/keys", gateway.adminKey(), "{}").isProblem(400, "invalid-field");
        assertThat(refused.json().path("errors").size()).isEqualTo(3);
        assertThat(refused.text("/errors/0/code")).isEqualTo("required");
    }

    @Test
    void a_body_of_another_content_type_is_refused() {
        gateway.send(gateway.request("/api/v1/keys", gateway.adminKey())
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}")))
                .isProblem(415, "unsupported-media-type");
    }
}
