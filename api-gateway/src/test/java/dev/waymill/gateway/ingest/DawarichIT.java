package dev.waymill.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.Answered;
import org.junit.jupiter.api.Test;

/// Apps that were set up for Dawarich, with another host and key.
class DawarichIT {
    private static final String FEATURE = """
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [13.404954, 52.5200066]},
             "properties": {"timestamp": "2025-11-21T09:00:00Z", "altitude": 37, "speed": 4, "horizontal_accuracy": 12,
             "vertical_accuracy": -1, "motion": ["driving"], "course": 271.5, "track_id": "x", "battery_level": 0.8,
             "battery_state": "charging", "wifi": "home", "device_id": "iphone"}}""";
    private static final String ROW =
            "2025-11-21T09:00:00.000 525200066 134049540 e37 a12 s4 c271.5 b80 iphone driving";

    private final PointClient client = new PointClient();

    @Test
    void overland_batches_are_created() {
        var answer = post("/api/v1/overland/batches", "{\"locations\": [" + FEATURE + "]}");

        assertThat(answer.is(201).text("/result")).isEqualTo("ok");
        assertThat(client.rows()).containsExactly(ROW);
        post("/api/v1/overland/batches", "{\"locations\": []}").is(201);
        post("/api/v1/overland/batches", "{\"foo\": 1}").isProblem(422, "no-usable-point");
        assertThat(client.rows()).hasSize(1);
    }

    @Test
    void points_accept_the_same_body() {
        var answer = post("/api/v1/points", "{\"locations\": [" + FEATURE + ", " + FEATURE + "]}");

        assertThat(answer.is(202).text("/accepted")).isEqualTo("2");
        assertThat(client.rows()).containsExactly(ROW, ROW);
    }

    /// The app would send it again forever.
    @Test
    void a_batch_without_a_usable_point_is_acknowledged_with_the_reason() {
        var answer = post("/api/v1/points", "{\"locations\": [" + FEATURE.replace("2025", "9925") + "]}");

        assertThat(answer.is(202).text("/rejected")).isEqualTo("1");
        assertThat(client.rows()).isEmpty();
    }

    @Test
    void a_misspelt_parameter_of_points_is_still_refused() {
        client.gateway
                .post("/api/v1/points?api_kye=1&key=" + client.key, "", "{}")
                .isProblem(400, "unknown-parameter");
    }

    @Test
    void owntracks_messages_are_answered_with_an_empty_list() {
        var answer = post("/api/v1/owntracks/points", """
                {"_type": "location", "lat": 52.5200066, "lon": 13.404954, "tst": 1763715600, "acc": 12, "vel": 36,
                 "batt": 85, "topic": "owntracks/anna/pixel"}""").is(200);

        assertThat(answer.response().body()).isEqualTo("[]");
        assertThat(client.rows())
                .containsExactly("2025-11-21T09:00:00.000 525200066 134049540 e a12 s10 c b85 pixel null");
        post("/api/v1/owntracks/points", "{\"_type\": \"unheard-of\"}").isProblem(422, "no-usable-point");
    }

    @Test
    void traccar_messages_are_read_with_and_without_coords() {
        var values = "\"latitude\": 52.5, \"longitude\": 13.4, \"accuracy\": 4.5, \"speed\": 1.25";
        var nested = "\"timestamp\": \"2025-11-21T09:00:00Z\", \"coords\": {" + values + "}";
        var flat = "\"timestamp\": \"2025-11-21T09:00:00Z\", " + values;
        for (var location : new String[] {nested, flat}) {
            var answer = post(
                            "/api/v1/traccar/points",
                            "{\"location\": {" + location + "}, \"battery\": {\"level\": 0.85}, \"device_id\": \"x\"}")
                    .is(200);
            assertThat(answer.response().body()).isEqualTo("[]");
        }
        assertThat(client.rows())
                .hasSize(2)
                .containsOnly("2025-11-21T09:00:00.000 525000000 134000000 e a4.5 s1.25 c b85 x null");
        post("/api/v1/traccar/points", "{\"foo\": 1}").isProblem(422, "no-usable-point");
    }

    private Answered post(String path, String json) {
        return client.gateway.post(path + "?api_key=" + client.key, "", json);
    }
}
