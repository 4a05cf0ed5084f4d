package dev.waymill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Previews and reverts of imports.
class ImportIT {
    private static RunningGateway gateway;
    private final byte[] file = UUID.randomUUID().toString().getBytes(UTF_8);
    private String key;
    private String owner;
    private String id;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void anImport() {
        gateway.scheduler.delayBy(0);
        gateway.worker.delayBy(0);
        owner = "owner-" + UUID.randomUUID();
        key = gateway.key(owner, "operator");
        id = gateway.upload("?filename=ride.gpx", key, file).is(202).text("/id");
    }

    @Test
    void a_preview_returns_the_workers_answer() {
        gateway.worker.respond("GET /internal/imports/" + id + "/preview", 200, "{\"points\": {\"new\": 3}}");

        assertThat(gateway.get("/api/v1/imports/" + id + "/preview", key)
                        .is(200)
                        .json()
                        .at("/points/new")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void an_import_that_is_not_staged_has_no_preview() {
        gateway.worker.respond("GET /internal/imports/" + id + "/preview", 409, "{\"code\": \"not-staged\"}");
        gateway.get("/api/v1/imports/" + id + "/preview", key).isProblem(409, "not-staged");
    }

    @Test
    void an_unavailable_worker_gives_no_preview() {
        gateway.worker.respond("GET /internal/imports/" + id + "/preview", 500, "");
        gateway.get("/api/v1/imports/" + id + "/preview", key).isProblem(503, "worker-unavailable");
    }

    @Test
    void repeated_revert_requests_create_one_job() {
        succeeded();

        var revert = gateway.post("/api/v1/imports/" + id + "/revert", key, "").is(202);
        var again = gateway.post("/api/v1/imports/" + id + "/revert", key, "").is(200);

        assertThat(revert.text("/type")).isEqualTo("revert");
        assertThat(revert.header("Location")).isEqualTo("/api/v1/jobs/" + revert.text("/id"));
        assertThat(again.text("/id")).isEqualTo(revert.text("/id"));
        assertThat(again.text("/notice/code")).isEqualTo("already-reverted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancelled", "failed"})
    void a_failed_revert_does_not_block_another(String state) {
        succeeded();
        var revert = gateway.post("/api/v1/imports/" + id + "/revert", key, "").is(202);
        gateway.jdbc()
                .sql("UPDATE job SET state = :state WHERE id = :id::uuid")
                .param("state", state)
                .param("id", revert.text("/id"))
                .update();

        var again = gateway.post("/api/v1/imports/" + id + "/revert", key, "").is(202);

        assertThat(again.text("/id")).isNotEqualTo(revert.text("/id"));
        assertThat(gateway.post("/api/v1/imports/" + id + "/revert", key, "")
                        .is(200)
                        .text("/id"))
                .isEqualTo(again.text("/id"));
    }

    @Test
    void the_file_of_a_reverted_import_can_be_uploaded_again() {
        succeeded();
        gateway.upload("?filename=ride.gpx", key, file).is(200);

        gateway.post("/api/v1/imports/" + id + "/revert", key, "").is(202);

        assertThat(gateway.upload("?filename=ride.gpx", key, file).is(202).text("/id"))
                .isNotEqualTo(id);
    }

    @Test
    void the_same_file_with_other_read_options_is_another_import() {
        gateway.upload("?filename=ride.gpx&onDamage=keep", key, file).is(202);
        gateway.upload("?filename=ride.gpx&format=csv&columns=latitude:a,longitude:b,time:c", key, file)
                .is(202);
        gateway.upload("?filename=ride.gpx&format=csv&columns=time:c,latitude:a,longitude:b", key, file)
                .is(200);
    }

    @Test
    void an_import_that_is_not_promoted_cannot_be_reverted() {
        gateway.post("/api/v1/imports/" + id + "/revert", key, "").isProblem(409, "not-promoted");
    }

    @Test
    void owners_cannot_see_or_revert_other_owners_imports() {
        succeeded();
        var stranger = gateway.key("owner-" + UUID.randomUUID(), "operator");

        gateway.post("/api/v1/imports/" + id + "/revert", stranger, "").isProblem(404, "job-not-found");
        gateway.get("/api/v1/imports/" + id + "/preview", stranger).isProblem(404, "job-not-found");
        gateway.post("/api/v1/imports/" + id + "/revert", gateway.key(owner, "viewer"), "")
                .isProblem(403, "forbidden");
    }

    private void succeeded() {
        gateway.scheduler.respond("GET /internal/jobs/" + id + "/status", 200, """
                {"id": "%s", "version": 9, "state": "succeeded", "attempt": 1, "priority": 5,
                 "updatedAt": "2026-01-01T00:00:00Z", "tasks": []}""".formatted(id));
    }
}
