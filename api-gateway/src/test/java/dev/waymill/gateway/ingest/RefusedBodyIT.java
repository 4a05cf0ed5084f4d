package dev.waymill.gateway.ingest;

import static dev.waymill.gateway.ingest.PointClient.POINTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RawHttp;
import dev.waymill.gateway.RunningGateway;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bodies that are refused as a whole: they are no JSON, too large or incomplete.
class RefusedBodyIT {
    private final PointClient client = new PointClient();
    private final RunningGateway gateway = client.gateway;

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
    void a_body_that_is_not_json_is_refused_and_none_of_its_points_is_stored(String body, String code) {
        var bytes = body == null ? "" : body;
        client.post("application/json", bytes).isProblem(400, code);
        client.send("overland", bytes).isProblem(400, code);
        if (!bytes.isEmpty()) {
            client.send("owntracks", bytes).isProblem(400, code);
        }
        assertThat(client.rows()).isEmpty();
    }

    @Test
    void json_that_is_nested_too_deeply_is_refused() {
        client.post("application/json", "{\"lat\": " + "[".repeat(100) + "]".repeat(100) + "}")
                .isProblem(400, "too-deep");
    }

    @Test
    void a_gzipped_body_is_refused() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("[]".getBytes(StandardCharsets.US_ASCII));
        }
        gateway.send(client.request("owntracks").POST(BodyPublishers.ofByteArray(packed.toByteArray())))
                .isProblem(400, "malformed-json");
    }

    @Test
    void a_body_with_more_than_twenty_thousand_points_is_refused_as_a_whole() {
        var line = "{\"time\": \"2025-11-21T09:00:00Z\", \"lat\": 52.5, \"lon\": 13.4}\n";

        client.post("application/x-ndjson", line.repeat(20_001)).isProblem(413, "too-large");
        assertThat(client.rows()).isEmpty();
        assertThat(client.post("application/x-ndjson", line.repeat(20_000))
                        .is(202)
                        .text("/accepted"))
                .isEqualTo("20000");
        assertThat(client.rows()).hasSize(20_000);
    }

    @Test
    void a_body_over_the_size_limit_is_refused_with_or_without_its_length() throws Exception {
        var refused = RawHttp.talk(gateway.port(), """
                POST /api/v1/points HTTP/1.1
                Host: localhost
                X-API-Key: %s
                Content-Type: application/json
                Content-Length: 9000000
                Connection: close

                """.formatted(client.key));
        assertThat(refused).contains("\"status\":413", "\"code\":\"too-large\"");
        gateway.send(gateway.request(POINTS, client.key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("[" + " ".repeat(9_000_000) + "]"))))
                .isProblem(413, "too-large");
        gateway.send(client.request("osmand").POST(BodyPublishers.ofString("lat=" + "1".repeat(70_000))))
                .isProblem(413, "too-large");
    }

    @Test
    void a_body_that_breaks_off_is_refused_and_none_of_its_points_is_stored() throws Exception {
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
                """.formatted(client.key));

        assertThat(answer).contains("\"status\":400");
        assertThat(client.rows()).isEmpty();
    }
}
