package dev.waymill.gateway.ingest;

import static dev.waymill.gateway.ingest.PointClient.INGEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// The messages of each phone app, the points that are stored from them, and the answers that the app needs.
@ExtendWith(OutputCaptureExtension.class)
class PhoneAppsIT {
    private final PointClient client = new PointClient();
    private final RunningGateway gateway = client.gateway;

    @Test
    void an_owntracks_location_is_stored_and_answered_with_an_empty_list() {
        var answer = client.send("owntracks", """
                {"_type": "location", "BSSID": "40:3f:8c:00:00:01", "SSID": "home", "acc": 12, "alt": 37, "batt": 85,
                 "bs": 1, "cog": 271, "conn": "w", "created_at": 1763715605, "inregions": ["Home"], "lat": 52.5200066,
                 "lon": 13.404954, "m": 1, "p": 99.868, "t": "u", "tid": "an", "topic": "owntracks/anna/pixel",
                 "tst": 1763715600, "vac": 3, "vel": 36}""").is(200);

        assertThat(answer.response().body()).isEqualTo("[]");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(client.rows())
                .containsExactly("2025-11-21T09:00:00.000 525200066 134049540 e37 a12 s10 c271 b85 pixel null");
    }

    @Test
    void owntracks_may_name_its_device_in_a_header() {
        var message = "{\"_type\": \"location\", \"lat\": 1.5, \"lon\": 2.5, \"tst\": 1763715600, \"tid\": \"an\"}";
        gateway.send(client.request("owntracks")
                        .header("X-Limit-U", "anna")
                        .header("X-Limit-D", "tablet")
                        .POST(BodyPublishers.ofString(message)))
                .is(200);

        assertThat(client.rows()).containsExactly("2025-11-21T09:00:00.000 15000000 25000000 e a s c b tablet null");
    }

    @ParameterizedTest
    @ValueSource(strings = {INGEST + "owntracks/pub", "/pub"})
    void owntracks_set_up_for_the_recorder_names_its_device_in_the_address_or_a_header(String path) {
        var message = "{\"_type\": \"location\", \"lat\": 1.5, \"lon\": 2.5, \"tst\": 1763715600, \"tid\": \"an\"}";
        gateway.send(gateway.request(path + "?u=anna&d=my+tablet&key=" + client.key, "")
                        .header("X-Limit-D", "pixel")
                        .POST(BodyPublishers.ofString(message)))
                .is(200);
        gateway.send(gateway.request(path, client.key)
                        .header("X-Limit-U", "anna")
                        .header("X-Limit-D", "pixel")
                        .POST(BodyPublishers.ofString(message)))
                .is(200);
        assertThat(gateway.post(path + "?d=", client.key, message)
                        .is(200)
                        .response()
                        .body())
                .isEqualTo("[]");

        assertThat(client.rows())
                .extracting(row -> row.substring(row.indexOf(" b ") + 3))
                .containsExactly("my tablet null", "pixel null", "an null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_type\": \"lwt\", \"tst\": 1763715600}",
                "{\"_type\": \"waypoint\", \"desc\": \"Home\", \"lat\": 52.5, \"lon\": 13.4, \"rad\": 50, \"tst\": 1763715600}",
                "{\"_type\": \"status\", \"android\": {\"hib\": 1}}",
                "{\"_type\": \"card\", \"name\": \"Anna\", \"tid\": \"an\"}",
                "{\"_type\": \"transition\", \"event\": \"enter\", \"tst\": 1763715600}",
                "[]",
                "{\"_type\": \"location\", \"lat\": 99, \"lon\": 13.4, \"tst\": 1763715600}",
                ""
            })
    void an_owntracks_message_without_a_usable_point_is_answered_with_an_empty_list(String message) {
        assertThat(client.send("owntracks", message).is(200).response().body()).isEqualTo("[]");
        assertThat(client.rows()).isEmpty();
    }

    @Test
    void an_owntracks_transition_is_stored_as_a_point() {
        client.send("owntracks", """
                {"_type": "transition", "wtst": 1763700000, "lat": 52.5, "lon": 13.4, "tst": 1763715600, "acc": 20,
                 "tid": "an", "event": "enter", "desc": "Home", "t": "c"}""").is(200);

        assertThat(client.rows()).containsExactly("2025-11-21T09:00:00.000 525000000 134000000 e a20 s c b an null");
    }

    @Test
    void an_overland_batch_is_stored_and_answered_with_ok() {
        var feature = """
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-122.030581, 37.331800]},
                 "properties": {"timestamp": "2025-11-21T01:00:00-0800", "altitude": 80, "speed": 4,
                 "horizontal_accuracy": 30, "vertical_accuracy": -1, "motion": ["driving", "stationary"],
                 "pauses": false, "activity": "other_navigation", "desired_accuracy": 100, "deferred": 1000,
                 "significant_change": "disabled", "locations_in_payload": 1, "device_id": "iphone",
                 "wifi": "launchpad", "battery_state": "charging", "battery_level": 0.80}}""";
        var answer = client.send(
                        "overland",
                        "{\"locations\": [" + feature + "], \"current\": " + feature
                                + ", \"trip\": {\"mode\": \"car\"}}")
                .is(200);

        assertThat(answer.response().body().replace(" ", "")).isEqualTo("{\"result\":\"ok\"}");
        assertThat(client.rows())
                .containsExactly("2025-11-21T09:00:00.000 373318000 -1220305810 e80 a30 s4 c b80 iphone driving");
        assertThat(client.send("overland", "[" + feature + "]").is(200).text("/result"))
                .isEqualTo("ok");
        assertThat(client.rows()).hasSize(2);
    }

    @Test
    void an_overland_entry_without_coordinates_is_not_stored_and_answered_with_ok() {
        assertThat(client.send("overland", """
                        {"locations": [{"type": "Feature", "properties": {"timestamp": "2025-11-21T09:00:00Z",
                         "steps": 12}}]}""").is(200).text("/result")).isEqualTo("ok");
        assertThat(client.rows()).isEmpty();
    }

    @Test
    void gpslogger_sends_its_fields_in_the_address() {
        var answer = gateway.get(
                        INGEST + "gpslogger?lat=52.5200066&lon=13.404954&sat=9&desc=a+walk&alt=37.2&acc=4.5&dir=271.5"
                                + "&prov=gps&spd=1.25&timestamp=1763715600&time=2025-11-21T09:00:00.250Z&batt=85.0"
                                + "&aid=0123456789abcdef&ser=pixel&act=WALKING&key=" + client.key,
                        "")
                .is(200);

        assertThat(answer.response().body()).isEqualTo("OK");
        assertThat(client.rows())
                .containsExactly(
                        "2025-11-21T09:00:00.250 525200066 134049540 e37.2 a4.5 s1.25 c271.5 b85 pixel walking");
    }

    @Test
    void a_plus_sign_in_a_form_of_gpslogger_stays_part_of_the_time_offset() {
        gateway.send(client.request("gpslogger")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("lat=-1.5&long=2.5&time=2025-11-21T10:00:00+01:00&s=3&act=")))
                .is(200);

        assertThat(client.rows()).containsExactly("2025-11-21T09:00:00.000 -15000000 25000000 e a s3 c b null null");
    }

    @Test
    void json_of_gpslogger_is_read_like_owntracks_but_its_speed_is_in_metres_per_second() {
        gateway.send(client.request("gpslogger")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("""
                                {"_type": "location", "t": "u", "acc": "4.5", "alt": "37", "batt": "85.0", "bs": "false",
                                 "lat": "52.5", "lon": "13.4", "tst": "1763715600", "vel": "1.25", "tid": "an"}""")))
                .is(200);

        assertThat(client.rows())
                .containsExactly("2025-11-21T09:00:00.000 525000000 134000000 e37 a4.5 s1.25 c b85 an null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    id=123456&lat=52.5&lon=13.4&timestamp=1763715600&hdop=2&altitude=37&speed=10             | e37 a2 s5.144
                    deviceid=123456&location=52.5,13.4&timestamp=1763715600000&bearing=271&accuracy=4&batt=85 | a4 c271 b85
                    id=123456&lat=52.5&lon=13.4&timestamp=2025-11-21T09:00:00.000Z&heading=271               | c271
                    id=123456&lat=52.5&lon=13.4&timestamp=2025-11-21%2009:00:00&spd=5                        | s5
                    """)
    void osmand_and_old_traccar_clients_send_their_fields_in_the_address_or_a_form(String fields, String expected) {
        assertThat(gateway.get(INGEST + "osmand?" + fields, client.key)
                        .is(200)
                        .response()
                        .body())
                .isEmpty();
        gateway.send(client.request("osmand").POST(BodyPublishers.ofString(fields)))
                .is(200);
        gateway.send(client.request("osmand?" + fields).POST(BodyPublishers.noBody()))
                .is(200);

        assertThat(client.rows())
                .hasSize(3)
                .allSatisfy(row -> assertThat(row)
                        .startsWith("2025-11-21T09:00:00.000 525000000 134000000 ")
                        .contains(expected.split(" "))
                        .endsWith(" 123456 null"));
    }

    @Test
    void traccar_client_sends_json() {
        var answer = client.send("osmand", """
                {"location": {"timestamp": "2025-11-21T09:00:00.250Z", "coords": {"latitude": 52.5200066,
                 "longitude": 13.404954, "accuracy": 4.5, "speed": 1.25, "heading": 271.5, "altitude": 37.2},
                 "is_moving": true, "odometer": 1204.5, "event": "motionchange", "battery": {"level": 0.85,
                 "is_charging": false}, "activity": {"type": "walking"}, "extras": {}}, "device_id": "48241179"}""").is(200);

        assertThat(answer.response().body()).isEmpty();
        assertThat(client.rows())
                .containsExactly(
                        "2025-11-21T09:00:00.250 525200066 134049540 e37.2 a4.5 s1.25 c271.5 b85 48241179 walking");
    }

    @Test
    void unusable_points_of_a_phone_are_counted_and_logged_once(CapturedOutput log) {
        for (int i = 0; i < 5; i++) {
            client.send("owntracks", "{\"_type\": \"location\", \"lat\": 99, \"lon\": 13.4, \"tst\": 1763715600}")
                    .is(200);
            client.send("owntracks", "{\"_type\": \"encrypted\", \"data\": \"c2VjcmV0\"}")
                    .isProblem(422, "no-usable-point");
        }

        assertThat(log.getAll().lines().filter(line -> line.contains("owner=" + client.owner + " source=owntracks")))
                .hasSize(1);
        var meters = gateway.meters();
        assertThat(meters)
                .containsPattern("waymill_live_rejected_total\\{reason=\"coordinate-range\",source=\"owntracks\"}")
                .containsPattern("waymill_live_rejected_total\\{reason=\"encrypted\",source=\"owntracks\"}")
                .contains("waymill_outbox_oldest_age_seconds{outbox=\"live-points\"}");
    }
}
