package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.system.Waymill.Owner;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// Points sent by phones are in the timeline seconds later. Each payload is from the documentation of its app,
/// with another time.
class LivePointsIT {
    static Waymill waymill;
    static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        waymill = Waymill.start(directory, ServiceStack.Options.defaults());
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        waymill.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            owntracks | [] | `{"_type":"location","t":"u","tid":"JJ","lat":51.5,"lon":-0.12,"acc":13,"vel":36,"batt":85,"topic":"owntracks/jane/phone","tst":EPOCH}`
            overland  | {"result":"ok"} | `{"locations":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-0.12,51.5]},"properties":{"timestamp":"ISO+0000","speed":10,"horizontal_accuracy":30,"battery_level":0.8,"motion":["driving"],"device_id":"d"}}]}`
            gpslogger | OK | `{"_type":"location","t":"u","acc":13,"alt":10,"batt":85,"bs":false,"lat":51.5,"lon":-0.12,"tst":EPOCH,"vel":10}`
            osmand    | `` | `{"location":{"timestamp":"ISOZ","coords":{"latitude":51.5,"longitude":-0.12,"accuracy":5,"speed":10,"heading":90,"altitude":10},"is_moving":true,"odometer":1,"event":"motionchange","battery":{"level":0.8,"is_charging":false},"activity":{"type":"in_vehicle"}},"device_id":"123"}`
            """)
    void a_phones_message_is_acknowledged_and_reaches_the_timeline_within_seconds(
            String client, String answer, String payload) throws Exception {
        var owner = waymill.owner();
        var key = key(owner);
        var time = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
        var body = payload.replace("EPOCH", Long.toString(time.getEpochSecond()))
                .replace("ISO", time.toString().replace("Z", ""));

        var response = post("/ingest/" + client + "?key=" + key, body);

        assertThat(response).isEqualTo(answer);
        var point = await().until(
                        () -> owner.api().get("/timeline/points").path("items").path(0), found -> found.isObject());
        assertThat(point.path("time").asString()).isEqualTo(time.toString());
        assertThat(point.path("lat").asDouble()).isEqualTo(51.5);
        assertThat(point.path("lon").asDouble()).isEqualTo(-0.12);
        assertThat(point.path("speed").asDouble()).isEqualTo(10);
    }

    @Test
    void late_and_repeated_points_are_stored_once_in_order() throws Exception {
        var owner = waymill.owner();
        var early = "{\"time\":\"2026-01-01T00:00:00Z\",\"lat\":1,\"lon\":2}";
        var late = "{\"time\":\"2026-01-02T00:00:00Z\",\"lat\":3,\"lon\":4}";

        owner.api().post("/points", "[" + late + "]");
        await().until(() -> waymill.points(owner) == 1);
        owner.api().post("/points", "[" + late + "," + early + "]");

        await().until(() -> waymill.points(owner) == 2);
        assertThat(owner.api()
                        .get("/timeline/points")
                        .path("items")
                        .valueStream()
                        .map(point -> point.path("lat").asInt()))
                .containsExactly(1, 3);
    }

    private static String key(Owner owner) throws Exception {
        try (var admin = new Api(waymill.services.url(), waymill.services.adminKey())) {
            var body = "{\"owner\":\"%s\",\"role\":\"operator\",\"name\":\"phone\"}".formatted(owner.name());
            return admin.post("/keys", body).path("key").asString();
        }
    }

    private static String post(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(waymill.services.url() + "/api/v1" + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JsonMapper.shared().readTree(body).toString()))
                .build();
        var response = HTTP.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
