package dev.waymill.gateway.ingest;

import static dev.waymill.gateway.ingest.PointClient.INGEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/// PhoneTrack's app, and apps that were set up for its server.
class PhoneTrackIT {
    private static final String FIELDS = "lat=52.5200066&lon=13.404954&alt=37.2&timestamp=1763715600&acc=4.5&bat=85.0"
            + "&sat=9&useragent=PhoneTrack&speed=1.25&bearing=271.5";
    private static final String ROW =
            "2025-11-21T09:00:00.000 525200066 134049540 e37.2 a4.5 s1.25 c271.5 b85 Annas Pixel null";

    private final PointClient client = new PointClient();

    @Test
    void the_device_is_in_the_path_and_the_values_are_in_the_address_or_a_form() {
        var answer = client.gateway
                .get(INGEST + "phonetrack/Annas%20Pixel?key=" + client.key + "&" + FIELDS, "")
                .is(200);
        client.gateway
                .send(client.request("phonetrack/Annas%20Pixel")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(FIELDS)))
                .is(200);

        assertThat(answer.response().body().replace(" ", "")).isEqualTo("{\"done\":1,\"friends\":[]}");
        assertThat(client.rows()).containsExactly(ROW, ROW);
    }

    @Test
    void apps_set_up_for_its_addresses_may_use_other_names_or_json() {
        client.gateway
                .get(INGEST + "phonetrack/x?lat=1&lon=2&time=1763715600&battery=50", client.key)
                .is(200);
        client.gateway
                .get(INGEST + "phonetrack/x?lat=1&lon=2&timestamp=1763715600000&batt=50", client.key)
                .is(200);
        client.send("phonetrack/x", """
                {"location": {"timestamp": "2025-11-21T09:00:00Z", "coords": {"latitude": 1, "longitude": 2},
                 "battery": {"level": 0.5}}}""").is(200);

        assertThat(client.rows())
                .hasSize(3)
                .containsOnly("2025-11-21T09:00:00.000 10000000 20000000 e a s c b50 x null");
    }

    @Test
    void what_is_not_understood_is_not_acknowledged() {
        client.gateway
                .get(INGEST + "phonetrack/x?timestamp=1763715600", client.key)
                .isProblem(422, "no-usable-point");
        client.send("phonetrack/x", "{\"points\": [[1, 2, 1763715600]]}").isProblem(422, "no-usable-point");
        assertThat(client.gateway
                        .get(INGEST + "phonetrack/x?lat=1&lon=2&timestamp=soon", client.key)
                        .is(200)
                        .text("/done"))
                .isEqualTo("1");
        assertThat(client.rows()).isEmpty();
    }
}
