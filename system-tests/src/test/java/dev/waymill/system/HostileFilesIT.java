package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.api.ApiException;
import dev.waymill.cli.up.ServiceStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Invariant 12: no owner's bytes stop a service or another owner's requests. All slots of a worker with a
/// small heap get the same hostile file at once, while another owner imports.
class HostileFilesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SLOTS = 4;
    private static final int POINTS = 500;

    @TempDir
    static Path directory;

    private static Waymill waymill;
    private static ProcessHandle worker;

    @BeforeAll
    static void start() throws Exception {
        waymill = Waymill.start(directory, ServiceStack.Options.defaults().withHeap("256m"));
        worker = waymill.services.worker().handle();
    }

    @AfterAll
    static void stop() {
        waymill.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_hostile_file_fails_without_affecting_others(HostileFiles file) throws Exception {
        var attacker = waymill.owner();
        var somebody = waymill.owner();
        var hostile = new ArrayList<String>();
        for (int i = 0; i < SLOTS; i++) {
            hostile.add(attacker.api()
                    .upload("a.gpx", file.bytes(i), Map.of("grace", "PT0S"))
                    .path("id")
                    .asString());
        }
        var innocent = Waymill.upload(somebody, Waymill.sample(file.ordinal(), POINTS), "PT0S");

        var succeeded = Waymill.awaitEnd(somebody, innocent);
        assertThat(succeeded.path("state").asString()).isEqualTo("succeeded");
        for (var job : hostile) {
            var failed = attacker.api().awaitEnd(job, PATIENCE, _ -> {});
            assertThat(failed.path("state").asString()).isEqualTo("failed");
            assertThat(failed.path("error").path("code").asString()).isNotIn("internal-error", "worker-lost", "");
            assertThat(failed.path("error").path("message").asString()).hasSizeBetween(1, 2_000);
            assertThat(failed.toString().length()).isLessThan(1_000_000);
        }
        assertThat(worker.isAlive()).isTrue();
        assertThat(waymill.points(attacker)).isZero();
        assertThat(health()).isEqualTo(200);
    }

    /// The payload of a retry gives no access to another owner's file, whether it names an object, a job or an
    /// owner.
    @Test
    void a_dead_letter_cannot_be_retried_with_another_owners_file() throws Exception {
        var victim = waymill.owner();
        var theirs = Waymill.upload(victim, Waymill.sample(99, POINTS), "PT1H");
        var thief = waymill.owner();
        var own = Waymill.upload(thief, Waymill.gpx("<broken>"), "PT0S");
        assertThat(Waymill.awaitEnd(thief, own).path("state").asString()).isEqualTo("failed");
        var letter = waymill.deadLetter(thief, own).path("id").asString();

        for (var payload : List.of(
                "{\"objectKey\": \"imports/%s\", \"bytes\": 1, \"sha256\": \"00\"}".formatted(theirs),
                "{\"jobId\": \"%s\"}".formatted(theirs),
                "{\"owner\": \"%s\"}".formatted(victim.name()))) {
            assertThat(retry(thief, letter, payload)).isEqualTo(400);
        }

        await().atMost(PATIENCE).until(() -> retry(thief, letter, "{\"onDamage\": \"keep\"}") == 200);
        assertThat(waymill.points(thief)).isZero();
        assertThat(victim.api().job(theirs).path("state").asString()).isIn("grace", "running", "queued", "accepted");
    }

    private static int retry(Waymill.Owner owner, String letter, String payload) {
        try {
            owner.api().post("/dead-letters/" + letter + "/retry", "{\"payload\": " + payload + "}");
            return 200;
        } catch (ApiException e) {
            return e.status();
        }
    }

    private static int health() throws Exception {
        var address = URI.create(waymill.services.url() + "/actuator/health/readiness");
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
