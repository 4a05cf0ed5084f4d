package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static dev.waymill.system.Waymill.awaitState;
import static dev.waymill.system.Waymill.sample;
import static dev.waymill.system.Waymill.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceStack;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Failed tasks and unreadable records are kept, other jobs continue, and people can retry them. Guarantee: a
/// retried import is complete, as if it had never failed (invariants 3 and 5).
class DeadLettersIT {
    private static final List<String> TOPICS = List.of(
            "waymill.job-created",
            "waymill.task-dispatched",
            "waymill.task-reported",
            "waymill.job-changed",
            "waymill.job-control",
            "waymill.job-dead-letter");

    @TempDir
    static Path directory;

    static Waymill waymill;

    @BeforeAll
    static void start() throws Exception {
        waymill = Waymill.start(directory, ServiceStack.Options.defaults());
    }

    @AfterAll
    static void stop() {
        waymill.close();
    }

    @Test
    void a_failed_import_is_staged_again_when_retried_after_the_fix() throws Exception {
        var owner = waymill.owner();
        var files = directory.resolve("objects").resolve("imports");
        var away = directory.resolve("away");
        waymill.services.worker().kill();
        var job = upload(owner, sample(1, 1_000), "PT0S");
        Files.move(files, away);
        waymill.services.worker().restart();
        assertThat(awaitEnd(owner, job).path("error").path("code").asString()).isEqualTo("file-missing");
        await().until(() -> waymill.importState(job).equals("discarded"));
        await().until(() -> letters(owner.name()).size() == 1);

        Files.move(away, files);
        var letter = letters(owner.name()).getFirst();
        await().until(() -> scheduler("POST", "/dead-letters/" + id(letter) + "/retry?owner=" + owner.name())
                        .statusCode()
                == 200);

        awaitState(owner, job, "succeeded");
        assertThat(waymill.points(owner)).isEqualTo(1_000);
        assertThat(waymill.stagingTables(job)).isZero();
        assertThat(letters(owner.name()))
                .singleElement()
                .satisfies(one -> assertThat(one.path("state").asString()).isEqualTo("retried"));
    }

    @Test
    void an_unreadable_record_on_any_topic_is_kept_once_and_blocks_nothing() throws Exception {
        var broken = "{\"type\":\"from-the-future.v9\"}".getBytes(StandardCharsets.UTF_8);
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", waymill.services.stack().kafka().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (var topic : TOPICS) {
                producer.send(new ProducerRecord<>(topic, "key", broken)).get();
            }
        }

        await().until(() -> unreadable().size() == TOPICS.size());
        assertThat(unreadable())
                .extracting(one -> one.path("source").path("topic").asString())
                .containsExactlyInAnyOrderElementsOf(TOPICS);
        var owner = waymill.owner();
        var job = awaitEnd(owner, upload(owner, sample(2, 100), "PT0S"));
        assertThat(job.path("state").asString()).isEqualTo("succeeded");
        assertThat(unreadable()).hasSize(TOPICS.size());
    }

    private static List<JsonNode> unreadable() throws Exception {
        return letters("*").stream()
                .filter(one -> one.path("error").path("message").asString().contains("from-the-future"))
                .toList();
    }

    private static String id(JsonNode letter) {
        return letter.path("id").asString();
    }

    private static List<JsonNode> letters(String owner) throws Exception {
        var page = scheduler("GET", "/dead-letters?owner=" + owner).body();
        return JsonMapper.shared().readTree(page).path("items").valueStream().toList();
    }

    /// Calls the scheduler's internal REST like the gateway.
    private static HttpResponse<String> scheduler(String method, String path) throws Exception {
        var request = HttpRequest.newBuilder(waymill.services.scheduler().url().resolve("/internal" + path))
                .header("X-Waymill-Secret", waymill.services.secret())
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
