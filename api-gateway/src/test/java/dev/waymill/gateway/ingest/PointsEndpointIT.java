package dev.waymill.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Points that programs send.
class PointsEndpointIT {
    private final PointClient client = new PointClient();

    @Test
    void a_program_may_send_one_point_a_list_lines_or_geojson() {
        var one =
                "{\"time\": \"2025-11-21T09:00:00.001Z\", \"lat\": 52.5200066, \"lon\": 13.404954, \"elevation\": 37.2,"
                        + " \"accuracy\": 4.5, \"speed\": 1.25, \"course\": 271.5, \"battery\": 85, \"device\": \"pixel\","
                        + " \"activity\": \"walking\"}";
        var row = "2025-11-21T09:00:00.001 525200066 134049540 e37.2 a4.5 s1.25 c271.5 b85 pixel walking";

        assertThat(client.post("application/json", one).is(202).text("/accepted"))
                .isEqualTo("1");
        assertThat(client.post("application/json", " [" + one + ", " + one + "]")
                        .is(202)
                        .text("/accepted"))
                .isEqualTo("2");
        assertThat(client.post("application/x-ndjson", "\uFEFF" + one + "\n" + one + "\n")
                        .is(202)
                        .text("/accepted"))
                .isEqualTo("2");
        assertThat(client.rows()).hasSize(5).containsOnly(row);
        assertThat(client.post("application/json", "[]").is(202).text("/accepted"))
                .isEqualTo("0");
        assertThat(client.post("application/geo+json", """
                        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point",
                         "coordinates": [13.4, 52.5]}, "properties": {"time": "2025-11-21T09:00:00Z"}}]}""").is(202).text("/accepted"))
                .isEqualTo("1");
        assertThat(client.post("application/json", """
                        [{"geometry": {"coordinates": [13.4, 52.5], "type": "Point"}, "type": "Feature",
                         "properties": {"time": "2025-11-21T09:00:00Z"}}]""").is(202).text("/accepted"))
                .isEqualTo("1");
        assertThat(client.rows()).hasSize(7);
    }

    @Test
    void unusable_points_are_reported_and_the_others_are_stored() {
        var answer = client.post("application/x-ndjson", """
                {"time": "2025-11-21T09:00:00Z", "lat": 52.5, "lon": 13.4}
                {"time": "2025-11-21T09:00:01Z", "lat": 91, "lon": 13.4}
                {"lat": 52.5, "lon": 13.4}
                {"time": "yesterday", "lat": 52.5, "lon": 13.4}
                {"time": "2025-11-21T09:00:02Z", "lat": 52.5, "lon": 13.4}
                """).is(202).json();

        assertThat(answer.path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.path("rejected").asInt()).isEqualTo(3);
        assertThat(answer.path("rejectedBy").toString())
                .isEqualTo("{\"coordinate-range\":1,\"no-timestamp\":1,\"timestamp-format\":1}");
        assertThat(answer.path("samples")
                        .valueStream()
                        .map(sample -> sample.path("index").asInt() + " "
                                + sample.path("reason").asString()))
                .containsExactly("1 coordinate-range", "2 no-timestamp", "3 timestamp-format");
        assertThat(answer.at("/samples/0/text").asString()).contains("lat=\"91\"");
        assertThat(answer.at("/samples/0/offset").asInt()).isEqualTo(59);
        assertThat(client.rows()).hasSize(2);
    }

    @Test
    void a_list_without_a_usable_point_is_refused() {
        var refused = client.post(
                        "application/json",
                        "[{\"lat\": 52.5, \"lon\": 13.4}, {\"time\": 1, \"lat\": \"x\", \"lon\": 1}]")
                .isProblem(422, "no-usable-point");

        assertThat(refused.text("/errors/1/pointer")).isEqualTo("/1");
        assertThat(refused.text("/errors/1/code")).isEqualTo("coordinate-format");
        assertThat(client.rows()).isEmpty();
    }

    @Test
    void a_point_that_is_sent_twice_is_stored_twice() {
        var message = "{\"_type\": \"location\", \"lat\": 1.5, \"lon\": 2.5, \"tst\": 1763715600}";

        client.send("owntracks", message).is(200);
        client.send("owntracks", message).is(200);
        var point = "{\"time\": 1763715600, \"lat\": 1.5, \"lon\": 2.5}";
        client.post("application/json", point).is(202);
        client.post("application/json", point).is(202);

        assertThat(client.rows())
                .hasSize(4)
                .containsOnly("2025-11-21T09:00:00.000 15000000 25000000 e a s c b null null");
    }

    @Test
    void a_body_of_another_content_type_is_refused() {
        client.post("text/csv", "time,lat,lon").isProblem(415, "unsupported-media-type");
    }
}
