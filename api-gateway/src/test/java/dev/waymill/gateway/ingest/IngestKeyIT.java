package dev.waymill.gateway.ingest;

import static dev.waymill.gateway.ingest.PointClient.INGEST;
import static dev.waymill.gateway.ingest.PointClient.POINTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RawHttp;
import dev.waymill.gateway.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// Where a phone may put its key, and where nobody else may.
@ExtendWith(OutputCaptureExtension.class)
class IngestKeyIT {
    private final PointClient client = new PointClient();
    private final RunningGateway gateway = client.gateway;

    @Test
    void phones_may_send_a_key_as_password_bearer_token_or_query_parameter() {
        var basic =
                "Basic " + Base64.getEncoder().encodeToString(("anna:" + client.key).getBytes(StandardCharsets.UTF_8));
        for (var authorization : List.of(basic, basic.replace("Basic", "basic"), "Bearer " + client.key)) {
            gateway.send(gateway.request(INGEST + "osmand?lat=1&lon=2&timestamp=1763715600", "")
                            .header("Authorization", authorization)
                            .GET())
                    .is(200);
            gateway.send(gateway.request("/api/v1/jobs", "")
                            .header("Authorization", authorization)
                            .GET())
                    .isProblem(401, "unauthenticated");
        }
        gateway.get(INGEST + "osmand?lat=1&lon=2&timestamp=1763715600&key=" + client.key, "")
                .is(200);
        gateway.post(INGEST + "overland?api_key=" + client.key, "", "{\"locations\": []}")
                .is(200);
        assertThat(client.rows()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/jobs",
                "/api/v1/keys",
                "/api/v1/points/",
                "/api/v1/timeline/points",
                "/api/v1/ingesting",
                "/api/v1/overland",
                "/api/v1/owntracks/points/x"
            })
    void other_endpoints_refuse_a_key_in_the_address(String path) {
        for (var name : List.of("key", "api_key")) {
            gateway.get(path + "?" + name + "=" + gateway.adminKey(), "").isProblem(401, "unauthenticated");
            gateway.post(path + "?" + name + "=" + gateway.adminKey(), "", "{}").isProblem(401, "unauthenticated");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/points",
                "/api/v1/overland/batches",
                "/api/v1/owntracks/points",
                "/api/v1/traccar/points",
                "/pub"
            })
    void addresses_of_other_servers_accept_a_key_in_the_address_or_as_bearer_token_of_a_post_only(String path) {
        for (var name : List.of("api_key", "key")) {
            gateway.post(path + "?" + name + "=" + client.key, "", "{").is(400);
            gateway.get(path + "?" + name + "=" + client.key, "").isProblem(401, "unauthenticated");
        }
        gateway.send(gateway.request(path, "")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + client.key)
                        .POST(BodyPublishers.ofString("{")))
                .is(400);
        gateway.post(path, "", "{}").isProblem(401, "unauthenticated");
        gateway.post(path + "?api_key=" + gateway.key(client.owner, "viewer"), "", "{}")
                .isProblem(403, "forbidden");
    }

    @Test
    void a_wrong_key_is_refused_everywhere_and_a_viewer_cannot_send_points() {
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
        var viewer = gateway.key(client.owner, "viewer");
        gateway.get(INGEST + "osmand?lat=1&lon=2&timestamp=1763715600", viewer).isProblem(403, "forbidden");
        gateway.post(POINTS, viewer, "{}").isProblem(403, "forbidden");
        assertThat(client.rows()).isEmpty();
    }

    @Test
    void a_key_in_the_address_is_neither_logged_nor_returned(CapturedOutput log) throws Exception {
        var secret = client.key.substring(16);
        var address = INGEST + "osmand?key=" + client.key + "&lat=1";
        var answers = List.of(
                gateway.get(address, "").response().body(),
                gateway.send(gateway.request(address, "").DELETE())
                        .isProblem(405, "method-not-allowed")
                        .response()
                        .body(),
                gateway.get(INGEST + "nothing?key=" + client.key, "")
                        .isProblem(404, "not-found")
                        .response()
                        .body(),
                gateway.post(INGEST + "overland?key=" + client.key, "", "{")
                        .isProblem(400, "malformed-json")
                        .response()
                        .body(),
                gateway.post(INGEST + "overland?key=x" + client.key, "", "{}")
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
}
