package dev.waymill.gateway.ingest;

import static dev.waymill.gateway.ingest.PointClient.INGEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A phone deletes what is acknowledged, so only what is stored is acknowledged.
class AcknowledgementIT {
    private final PointClient client = new PointClient();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"location\": [%s, %s], \"device_id\": \"48241179\"}",
                "{\"device_id\": \"48241179\", \"location\": [%s, %s]}",
                "{\"device_id\": 48241179, \"locations\": [%s, %s]}",
                "{\"locations\": [%s, %s], \"deviceId\": \"48241179\"}",
                "{\"data\": [%s, %s], \"device\": {\"uuid\": \"48241179\"}}",
                "{\"batch\": [{\"location\": %s}, {\"location\": %s}], \"device_id\": \"48241179\"}",
                "[{\"data\": %s, \"device_id\": 48241179}, {\"location\": %s, \"device_id\": 48241179}]",
            })
    void a_list_of_locations_is_stored_with_the_device_beside_it(String body) {
        var location = """
                {"timestamp": "2025-11-21T09:00:0%d.000Z", "coords": {"latitude": 52.5, "longitude": 13.4},
                 "uuid": "x"}""";
        client.send("osmand", body.formatted(location.formatted(0), location.formatted(1)))
                .is(200);

        assertThat(client.rows())
                .containsExactly(
                        "2025-11-21T09:00:00.000 525000000 134000000 e a s c b 48241179 null",
                        "2025-11-21T09:00:01.000 525000000 134000000 e a s c b 48241179 null");
    }

    @Test
    void a_point_with_a_list_beside_it_is_stored_too_and_keeps_its_own_device() {
        var point = "\"timestamp\": 1763715600, \"lat\": 1, \"lon\": 2";
        client.send("gpslogger", "{\"device\": \"a\", \"points\": [{" + point + ", \"device\": \"b\"}], " + point + "}")
                .is(200);
        var feature = """
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2, 1]},
                 "properties": {"timestamp": 1763715600}}""";
        client.send("overland", "{\"locations\": [" + feature + "], \"device_id\": \"c\"}")
                .is(200);

        assertThat(client.rows()).extracting(row -> row.split(" ")[8]).containsExactlyInAnyOrder("b", "a", "c");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    owntracks | {"_type": "encrypted", "data": "c2VjcmV0"}
                    owntracks | {"_type": "position", "lat": 1, "lon": 2, "tst": 1763715600}
                    owntracks | {"latitude": 1, "longitude": 2}
                    owntracks | {}
                    owntracks | [1, "x"]
                    overland  | {"foo": 1}
                    overland  | {"locations": {"lat": 1}}
                    overland  | {"locations": [{"lat": 1, "lon": 2, "timestamp": 1763715600}]}
                    overland  | {"locations": [[13.4, 52.5]]}
                    overland  | [1, 2]
                    osmand    | {"foo": 1}
                    osmand    | {"location": [13.4, 52.5]}
                    osmand    | {"positions": [[13.4, 52.5]]}
                    osmand    | {"waypoints": [{"lat": 1, "lon": 2, "timestamp": 1763715600}]}
                    osmand    | {"tracker": {"coords": {"latitude": 1, "longitude": 2}, "timestamp": 1763715600}}
                    osmand    | {"data": [52.5, 13.4, {"foo": 1}]}
                    osmand    | id=1&x=52.5&y=13.4
                    gpslogger | {"_type": "unheard-of", "data": "x"}
                    gpslogger | hello
                    """)
    void what_is_not_understood_is_never_acknowledged(String app, String body) {
        client.gateway
                .send(client.request(app).POST(BodyPublishers.ofString(body)))
                .isProblem(422, "no-usable-point");
        assertThat(client.rows()).isEmpty();
    }

    @Test
    void a_request_of_a_phone_with_nothing_in_it_is_not_acknowledged() {
        client.gateway.get(INGEST + "osmand", client.key).isProblem(422, "no-usable-point");
        client.gateway.get(INGEST + "gpslogger?battery=12", client.key).isProblem(422, "no-usable-point");
        client.post("application/json", "[1, 2]").isProblem(422, "no-usable-point");
        client.post("application/json", "{\"points\": [[13.4, 52.5]]}").isProblem(422, "no-usable-point");
    }
}
