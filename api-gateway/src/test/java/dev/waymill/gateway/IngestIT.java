package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// Live points over HTTP until they are stored. Nothing collects them here.
@ExtendWith(OutputCaptureExtension.class)
class IngestIT {
    private static final String POINTS = "/api/v1/points";
    private static final String INGEST = "/api/v1/ingest/";
    private static RunningGateway gateway;
    private String owner;
    private String key;

    @BeforeAll
    static void start() {
        gateway =
                RunningGateway.start(Map.of("waymill.live.flush-after", "1h", "waymill.live.flush-points", "1000000"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void anOwner() {
        owner = "owner-" + UUID.randomUUID();
        key = gateway.key(owner, "operator");
    }

    @Test
    void owntracks_is_answered_with_an_empty_list_and_its_location_kept() {
        var answer = send("owntracks", """
                {"_type": "location", "BSSID": "40:3f:8c:00:00:01", "SSID": "home", "acc": 12, "alt": 37, "batt": 85,
                 "bs": 1, "cog": 271, "conn": "w", "created_at": 1763715605, "inregions": ["Home"], "lat": 52.5200066,
                 "lon": 13.404954, "m": 1, "p": 99.868, "t": "u", "tid": "an", "topic": "owntracks/anna/pixel",
                 "tst": 1763715600, "vac": 3, "vel": 36}""").is(200);

        assertThat(answer.response().body()).isEqualTo("[]");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(rows())
                .containsExactly("2025-11-21T09:00:00.000 525200066 134049540 e37 a12 s10 c271 b85 pixel null");
    }

    @Test
    void owntracks_names_user_and_device_in_headers() {
        var message = "{\"_type\": \"location\", \"lat\": 1.5, \"lon\": 2.5, \"tst\": 1763715600, \"tid\": \"an\"}";
        gateway.send(request("owntracks")
                        .header("X-Limit-U", "anna")
                        .header("X-Limit-D", "tablet")
                        .POST(BodyPublishers.ofString(message)))
                .is(200);

        assertThat(rows()).containsExactly("2025-11-21T09:00:00.000 15000000 25000000 e a s c b tablet null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_type\": \"lwt\", \"tst\": 1763715600}",
                "{\"_type\": \"waypoint\", \"desc\": \"Home\", \"lat\": 52.5, \"lon\": 13.4, \"rad\": 50, \"tst\": 1763715600}",
                "{\"_type\": \"status\", \"android\": {\"hib\": 1}}",
                "{\"_type\": \"card\", \"name\": \"Anna\", \"tid\": \"an\"}",
                "{\"_type\": \"encrypted\", \"data\": \"c2VjcmV0\"}",
                "{\"_type\": \"location\", \"lat\": 99, \"lon\": 13.4, \"tst\": 1763715600}",
                ""
            })
    void owntracks_is_content_also_where_nothing_can_be_kept(String message) {
        assertThat(send("owntracks", message).is(200).response().body()).isEqualTo("[]");
        assertThat(rows()).isEmpty();
    }

    @Test
    void an_owntracks_transition_has_a_place() {
        send("owntracks", """
                {"_type": "transition", "wtst": 1763700000, "lat": 52.5, "lon": 13.4, "tst": 1763715600, "acc": 20,
                 "tid": "an", "event": "enter", "desc": "Home", "t": "c"}""").is(200);

        assertThat(rows()).containsExactly("2025-11-21T09:00:00.000 525000000 134000000 e a20 s c b an null");
    }

    @Test
    void overland_is_told_ok_and_its_batch_kept() {
        var feature = """
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-122.030581, 37.331800]},
                 "properties": {"timestamp": "2025-11-21T01:00:00-0800", "altitude": 80, "speed": 4,
                 "horizontal_accuracy": 30, "vertical_accuracy": -1, "motion": ["driving", "stationary"],
                 "pauses": false, "activity": "other_navigation", "desired_accuracy": 100, "deferred": 1000,
                 "significant_change": "disabled", "locations_in_payload": 1, "device_id": "iphone",
                 "wifi": "launchpad", "battery_state": "charging", "battery_level": 0.80}}""";
        var answer = send(
                        "overland",
                        "{\"locations\": [" + feature + "], \"current\": " + feature
                                + ", \"trip\": {\"mode\": \"car\"}}")
                .is(200);

        assertThat(answer.response().body().replace(" ", "")).isEqualTo("{\"result\":\"ok\"}");
        assertThat(rows())
                .containsExactly("2025-11-21T09:00:00.000 373318000 -1220305810 e80 a30 s4 c b80 iphone driving");
        assertThat(send("overland", "[" + feature + "]").is(200).text("/result"))
                .isEqualTo("ok");
        assertThat(rows()).hasSize(2);
    }

    @Test
    void overland_is_told_ok_though_an_entry_has_no_place() {
        assertThat(send("overland", """
                        {"locations": [{"type": "Feature", "properties": {"timestamp": "2025-11-21T09:00:00Z",
                         "steps": 12}}]}""").is(200).text("/result")).isEqualTo("ok");
        assertThat(rows()).isEmpty();
    }

    @Test
    void gpslogger_sends_its_fields_in_the_address() {
        var answer = gateway.get(
                        INGEST + "gpslogger?lat=52.5200066&lon=13.404954&sat=9&desc=a+walk&alt=37.2&acc=4.5&dir=271.5"
                                + "&prov=gps&spd=1.25&timestamp=1763715600&time=2025-11-21T09:00:00.250Z&batt=85.0"
                                + "&aid=0123456789abcdef&ser=pixel&act=WALKING&key=" + key,
                        "")
                .is(200);

        assertThat(answer.response().body()).isEqualTo("OK");
        assertThat(rows())
                .containsExactly(
                        "2025-11-21T09:00:00.250 525200066 134049540 e37.2 a4.5 s1.25 c271.5 b85 pixel walking");
    }

    @Test
    void gpslogger_sends_a_form_and_its_plus_of_an_offset_is_not_lost() {
        gateway.send(request("gpslogger")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("lat=-1.5&long=2.5&time=2025-11-21T10:00:00+01:00&s=3&act=")))
                .is(200);

        assertThat(rows()).containsExactly("2025-11-21T09:00:00.000 -15000000 25000000 e a s3 c b null null");
    }

    @Test
    void gpslogger_sends_json_like_owntracks_but_with_its_own_speed() {
        gateway.send(request("gpslogger")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("""
                                {"_type": "location", "t": "u", "acc": "4.5", "alt": "37", "batt": "85.0", "bs": "false",
                                 "lat": "52.5", "lon": "13.4", "tst": "1763715600", "vel": "1.25", "tid": "an"}""")))
                .is(200);

        assertThat(rows()).containsExactly("2025-11-21T09:00:00.000 525000000 134000000 e37 a4.5 s1.25 c b85 an null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    id=123456&lat=52.5&lon=13.4&timestamp=1763715600&hdop=2&altitude=37&speed=10             | e37 a10 s5.144
                    deviceid=123456&location=52.5,13.4&timestamp=1763715600000&bearing=271&accuracy=4&batt=85 | a4 c271 b85
                    id=123456&lat=52.5&lon=13.4&timestamp=2025-11-21T09:00:00.000Z&heading=271               | c271
                    id=123456&lat=52.5&lon=13.4&timestamp=2025-11-21%2009:00:00&spd=5                        | s5
                    """)
    void osmand_and_old_traccar_clients_send_their_fields_in_the_address_or_a_form(String fields, String told) {
        assertThat(gateway.get(INGEST + "osmand?" + fields, key)
                        .is(200)
                        .response()
                        .body())
                .isEmpty();
        gateway.send(request("osmand").POST(BodyPublishers.ofString(fields))).is(200);
        gateway.send(request("osmand?" + fields).POST(BodyPublishers.noBody())).is(200);

        assertThat(rows())
                .hasSize(3)
                .allSatisfy(row -> assertThat(row)
                        .startsWith("2025-11-21T09:00:00.000 525000000 134000000 ")
                        .contains(told.split(" "))
                        .endsWith(" 123456 null"));
    }

    @Test
    void traccar_client_sends_json() {
        var answer = send("osmand", """
                {"location": {"timestamp": "2025-11-21T09:00:00.250Z", "coords": {"latitude": 52.5200066,
                 "longitude": 13.404954, "accuracy": 4.5, "speed": 1.25, "heading": 271.5, "altitude": 37.2},
                 "is_moving": true, "odometer": 1204.5, "event": "motionchange", "battery": {"level": 0.85,
                 "is_charging": false}, "activity": {"type": "walking"}, "extras": {}}, "device_id": "48241179"}""").is(200);

        assertThat(answer.response().body()).isEmpty();
        assertThat(rows())
                .containsExactly(
                        "2025-11-21T09:00:00.250 525200066 134049540 e37.2 a4.5 s1.25 c271.5 b85 48241179 walking");
    }

    @Test
    void programs_send_one_point_a_list_lines_or_geojson() {
        var one =
                "{\"time\": \"2025-11-21T09:00:00.001Z\", \"lat\": 52.5200066, \"lon\": 13.404954, \"elevation\": 37.2,"
                        + " \"accuracy\": 4.5, \"speed\": 1.25, \"course\": 271.5, \"battery\": 85, \"device\": \"pixel\","
                        + " \"activity\": \"walking\"}";
        var row = "2025-11-21T09:00:00.001 525200066 134049540 e37.2 a4.5 s1.25 c271.5 b85 pixel walking";

        assertThat(post("application/json", one).is(202).text("/accepted")).isEqualTo("1");
        assertThat(post("application/json", " [" + one + ", " + one + "]")
                        .is(202)
                        .text("/accepted"))
                .isEqualTo("2");
        assertThat(post("application/x-ndjson", "\uFEFF" + one + "\n" + one + "\n")
                        .is(202)
                        .text("/accepted"))
                .isEqualTo("2");
        assertThat(rows()).hasSize(5).containsOnly(row);
        assertThat(post("application/json", "[]").is(202).text("/accepted")).isEqualTo("0");
        assertThat(post("application/geo+json", """
                        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point",
                         "coordinates": [13.4, 52.5]}, "properties": {"time": "2025-11-21T09:00:00Z"}}]}""").is(202).text("/accepted")).isEqualTo("1");
        assertThat(post("application/json", """
                        [{"geometry": {"coordinates": [13.4, 52.5], "type": "Point"}, "type": "Feature",
                         "properties": {"time": "2025-11-21T09:00:00Z"}}]""").is(202).text("/accepted")).isEqualTo("1");
        assertThat(rows()).hasSize(7);
    }

    @Test
    void what_cannot_be_used_is_told_and_the_rest_kept() {
        var answer = post("application/x-ndjson", """
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
        assertThat(rows()).hasSize(2);
    }

    @Test
    void a_list_of_which_nothing_can_be_used_is_refused() {
        var refused = post(
                        "application/json",
                        "[{\"lat\": 52.5, \"lon\": 13.4}, {\"time\": 1, \"lat\": \"x\", \"lon\": 1}]")
                .isProblem(422, "no-usable-point");

        assertThat(refused.text("/errors/1/pointer")).isEqualTo("/1");
        assertThat(refused.text("/errors/1/code")).isEqualTo("coordinate-format");
        assertThat(rows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "EMPTY", textBlock = """
                    EMPTY                                                              | malformed-json
                    no json                                                            | malformed-json
                    42                                                                 | malformed-json
                    <gpx/>                                                             | malformed-json
                    {"time": "2025-11-21T09:00:00Z", "lat": 52.5, "lon": 13.4          | malformed-json
                    [{"time": "2025-11-21T09:00:00Z", "lat": 52.5, "lon": 13.4}, {"la  | malformed-json
                    {"time": "2025-11-21T09:00:00Z", "lat": 52.5, "lon": 13.4} x       | malformed-json
                    """)
    void a_body_that_is_no_json_is_refused_and_nothing_of_it_kept(String body, String code) {
        var bytes = body == null ? "" : body;
        post("application/json", bytes).isProblem(400, code);
        send("overland", bytes).isProblem(400, code);
        if (!bytes.isEmpty()) {
            send("owntracks", bytes).isProblem(400, code);
        }
        assertThat(rows()).isEmpty();
    }

    @Test
    void json_beyond_all_depth_is_refused() {
        post("application/json", "{\"lat\": " + "[".repeat(100) + "]".repeat(100) + "}")
                .isProblem(400, "too-deep");
    }

    @Test
    void what_is_packed_is_refused() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("[]".getBytes(StandardCharsets.US_ASCII));
        }
        gateway.send(request("owntracks").POST(BodyPublishers.ofByteArray(packed.toByteArray())))
                .isProblem(400, "malformed-json");
    }

    @Test
    void more_than_twenty_thousand_points_are_refused_whole() {
        var line = "{\"time\": \"2025-11-21T09:00:00Z\", \"lat\": 52.5, \"lon\": 13.4}\n";

        post("application/x-ndjson", line.repeat(20_001)).isProblem(413, "too-large");
        assertThat(rows()).isEmpty();
        assertThat(post("application/x-ndjson", line.repeat(20_000)).is(202).text("/accepted"))
                .isEqualTo("20000");
        assertThat(rows()).hasSize(20_000);
    }

    @Test
    void more_than_eight_mebibytes_are_refused_told_before_or_not() throws Exception {
        var told = RawHttp.talk(gateway.port(), """
                POST /api/v1/points HTTP/1.1
                Host: localhost
                X-API-Key: %s
                Content-Type: application/json
                Content-Length: 9000000
                Connection: close

                """.formatted(key));
        assertThat(told).contains("\"status\":413", "\"code\":\"too-large\"");
        gateway.send(gateway.request(POINTS, key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("[" + " ".repeat(9_000_000) + "]"))))
                .isProblem(413, "too-large");
        gateway.send(request("osmand").POST(BodyPublishers.ofString("lat=" + "1".repeat(70_000))))
                .isProblem(413, "too-large");
    }

    @Test
    void a_body_that_breaks_off_is_refused_and_nothing_of_it_kept() throws Exception {
        var answer = RawHttp.talk(gateway.port(), """
                POST /api/v1/points HTTP/1.1\r
                Host: localhost\r
                X-API-Key: %s\r
                Content-Type: application/x-ndjson\r
                Transfer-Encoding: chunked\r
                Connection: close\r
                \r
                29\r
                {"time": 1763715600, "lat": 1, "lon": 2}
                \r
                no length\r
                """.formatted(key));

        assertThat(answer).contains("\"status\":400");
        assertThat(rows()).isEmpty();
    }

    @Test
    void a_body_of_another_type_is_refused_from_programs() {
        post("text/csv", "time,lat,lon").isProblem(415, "unsupported-media-type");
    }

    @Test
    void the_same_point_twice_is_taken_twice_and_no_error() {
        var message = "{\"_type\": \"location\", \"lat\": 1.5, \"lon\": 2.5, \"tst\": 1763715600}";

        send("owntracks", message).is(200);
        send("owntracks", message).is(200);
        var point = "{\"time\": 1763715600, \"lat\": 1.5, \"lon\": 2.5}";
        post("application/json", point).is(202);
        post("application/json", point).is(202);

        assertThat(rows()).hasSize(4).containsOnly("2025-11-21T09:00:00.000 15000000 25000000 e a s c b null null");
    }

    @Test
    void a_key_may_be_a_password_a_bearer_token_or_in_the_address_where_phones_send_to() {
        var basic = "Basic " + Base64.getEncoder().encodeToString(("anna:" + key).getBytes(StandardCharsets.UTF_8));
        for (var authorization : List.of(basic, basic.replace("Basic", "basic"), "Bearer " + key)) {
            gateway.send(gateway.request(INGEST + "osmand?lat=1&lon=2&timestamp=1763715600", "")
                            .header("Authorization", authorization)
                            .GET())
                    .is(200);
            gateway.send(gateway.request("/api/v1/jobs", "")
                            .header("Authorization", authorization)
                            .GET())
                    .isProblem(401, "unauthenticated");
        }
        gateway.get(INGEST + "osmand?lat=1&lon=2&timestamp=1763715600&key=" + key, "")
                .is(200);
        gateway.post(INGEST + "overland?api_key=" + key, "", "{\"locations\": []}")
                .is(200);
        assertThat(rows()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/jobs", "/api/v1/keys", "/api/v1/points", "/api/v1/timeline/points", "/api/v1/ingesting"
            })
    void a_key_in_the_address_is_good_for_nothing_else(String path) {
        for (var name : List.of("key", "api_key")) {
            gateway.get(path + "?" + name + "=" + gateway.adminKey(), "").isProblem(401, "unauthenticated");
            gateway.post(path + "?" + name + "=" + gateway.adminKey(), "", "{}").isProblem(401, "unauthenticated");
        }
    }

    @Test
    void a_wrong_key_is_refused_wherever_it_stands_and_a_viewer_sends_nothing() {
        var wrong = "wm_AAAAAAAAAAAA_" + "A".repeat(43);
        for (var answer : List.of(
                gateway.get(INGEST + "osmand?lat=1&lon=2&timestamp=1763715600", ""),
                gateway.get(INGEST + "osmand?lat=1&lon=2&timestamp=1763715600&key=" + wrong, ""),
                gateway.send(gateway.request(INGEST + "owntracks", "")
                        .header("Authorization", "Basic !!")
                        .POST(BodyPublishers.ofString("{}"))),
                gateway.post(INGEST + "overland", wrong, "{}"),
                gateway.post(POINTS, wrong, "{}"))) {
            answer.isProblem(401, "unauthenticated");
            assertThat(answer.header("WWW-Authenticate")).startsWith("ApiKey ");
        }
        var viewer = gateway.key(owner, "viewer");
        gateway.get(INGEST + "osmand?lat=1&lon=2&timestamp=1763715600", viewer).isProblem(403, "forbidden");
        gateway.post(POINTS, viewer, "{}").isProblem(403, "forbidden");
        assertThat(rows()).isEmpty();
    }

    @Test
    void no_key_of_an_address_gets_into_a_log_or_an_answer(CapturedOutput log) throws Exception {
        var secret = key.substring(16);
        var address = INGEST + "osmand?key=" + key + "&lat=1";
        var answers = List.of(
                gateway.get(address, "").response().body(),
                gateway.send(gateway.request(address, "").DELETE())
                        .isProblem(405, "method-not-allowed")
                        .response()
                        .body(),
                gateway.get(INGEST + "nothing?key=" + key, "")
                        .isProblem(404, "not-found")
                        .response()
                        .body(),
                gateway.post(INGEST + "overland?key=" + key, "", "{")
                        .isProblem(400, "malformed-json")
                        .response()
                        .body(),
                gateway.post(INGEST + "overland?key=x" + key, "", "{}")
                        .isProblem(401, "unauthenticated")
                        .response()
                        .body(),
                RawHttp.talk(
                        gateway.port(),
                        "GET " + address + "&lon=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                RawHttp.talk(
                        gateway.port(),
                        "GET " + address + "&lon={0} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));

        assertThat(answers).noneSatisfy(answer -> assertThat(answer).contains(secret));
        assertThat(answers.getLast()).contains("\"status\":400");
        assertThat(log.getAll()).doesNotContain(secret);
    }

    @Test
    void a_phone_whose_points_are_of_no_use_is_counted_and_logged_once(CapturedOutput log) {
        for (int i = 0; i < 5; i++) {
            send("owntracks", "{\"_type\": \"location\", \"lat\": 99, \"lon\": 13.4, \"tst\": 1763715600}")
                    .is(200);
            send("owntracks", "{\"_type\": \"encrypted\", \"data\": \"c2VjcmV0\"}")
                    .is(200);
        }

        assertThat(log.getAll().lines().filter(line -> line.contains("owner=" + owner + " source=owntracks")))
                .hasSize(1);
        var meters = gateway.meters();
        assertThat(meters)
                .containsPattern("waymill_live_rejected_total\\{reason=\"coordinate-range\",source=\"owntracks\"}")
                .containsPattern("waymill_live_rejected_total\\{reason=\"encrypted\",source=\"owntracks\"}")
                .contains("waymill_live_oldest_age_seconds");
    }

    private Answered post(String type, String body) {
        return gateway.send(
                gateway.request(POINTS, key).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private Answered send(String app, String json) {
        return gateway.post(INGEST + app, key, json);
    }

    private HttpRequest.Builder request(String app) {
        return gateway.request(INGEST + app, key);
    }

    /// The owner's points: time, latitude and longitude in 1e-7 degree, elevation, accuracy, speed, course,
    /// battery, device, activity.
    private List<String> rows() {
        return gateway.jdbc()
                .sql("SELECT * FROM live_point WHERE owner = :owner ORDER BY id")
                .param("owner", owner)
                .query((row, _) -> Instant.ofEpochMilli(row.getLong("epoch_millis"))
                                .atOffset(ZoneOffset.UTC)
                                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS"))
                        + " " + row.getInt("latitude_e7") + " " + row.getInt("longitude_e7")
                        + IntStream.range(0, 5)
                                .mapToObj(i -> " " + "eascb".charAt(i) + number(row, i))
                                .collect(Collectors.joining())
                        + " " + row.getString("device") + " " + row.getString("activity"))
                .list();
    }

    private static String number(ResultSet row, int i) {
        try {
            float value = row.getFloat(List.of("elevation", "accuracy", "speed", "course", "battery")
                    .get(i));
            return row.wasNull()
                    ? ""
                    : new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
