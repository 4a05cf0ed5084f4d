package dev.waymill.gateway.ingest;

import static dev.waymill.gateway.ingest.PointClient.INGEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.Answered;
import dev.waymill.gateway.RunningGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// µlogger's app: it logs in once, then creates a track and sends points with a cookie.
class UloggerIT {
    private static final String ADDRESS = INGEST + "ulogger/client/index.php";
    private static final String POSITION = "action=addpos&lat=52.5200066&lon=13.404954&time=1763715600&altitude=37.2"
            + "&speed=1.25&bearing=271.5&accuracy=4.5&provider=gps&trackid=1";
    private static final String ROW = "2025-11-21T09:00:00.000 525200066 134049540 e37.2 a4.5 s1.25 c271.5 b anna null";

    private final PointClient client = new PointClient();
    private final RunningGateway gateway = client.gateway;

    @Test
    void the_app_logs_in_creates_a_track_and_sends_a_point() {
        var login = post("", "action=auth&user=anna&pass=" + client.key).is(200);
        var cookie = cookie(login);

        assertThat(json(login)).isEqualTo("{\"error\":false}");
        assertThat(json(post(cookie, "action=addtrack&track=Auto_2025").is(200)))
                .isEqualTo("{\"error\":false,\"trackid\":1}");
        assertThat(json(post(cookie, POSITION).is(200))).isEqualTo("{\"error\":false}");
        assertThat(client.rows()).containsExactly(ROW);
    }

    @Test
    void the_cookie_has_no_key_and_is_only_sent_here() {
        var header =
                post("", "action=auth&user=anna&pass=" + client.key).is(200).header("Set-Cookie");

        assertThat(header)
                .contains("Path=/api/v1/ingest/ulogger/;", "HttpOnly", "SameSite=Strict", "Max-Age=86400")
                .doesNotContain(client.key.substring(16));
        gateway.send(gateway.request("/api/v1/jobs", "")
                        .header("Cookie", header.split(";")[0])
                        .GET())
                .isProblem(401, "unauthenticated");
        gateway.send(gateway.request(INGEST + "osmand?lat=1&lon=2&timestamp=1763715600", "")
                        .header("Cookie", header.split(";")[0])
                        .GET())
                .isProblem(401, "unauthenticated");
    }

    @Test
    void a_point_with_an_image_is_stored_without_the_image() {
        var cookie = cookie(post("", "action=auth&user=anna&pass=" + client.key));
        var form = new StringBuilder();
        for (var field : POSITION.split("&")) {
            form.append("\r\n--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s"
                    .formatted((Object[]) field.split("=")));
        }
        form.append("\r\n--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"upload\"\r\n"
                + "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: binary\r\n\r\n");
        form.append("x".repeat(10_000_000)).append("\r\n--b--\r\n");
        var request = request(cookie).header("Content-Type", "multipart/form-data; boundary=b");

        assertThat(json(gateway.send(request.POST(BodyPublishers.ofString(form.toString())))
                        .is(200)))
                .isEqualTo("{\"error\":false}");
        assertThat(client.rows()).containsExactly(ROW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "action=auth",
                "action=auth&user=anna&pass=wrong",
                "action=addtrack&track=x",
                "action=addpos&lat=1&lon=2&time=1763715600",
                "action=adduser&login=x&password=y",
                "action=addpos&lat=%zz"
            })
    void a_stranger_gets_no_further_than_the_login(String form) {
        assertThat(post("", form).status()).isIn(400, 401);
        assertThat(gateway.send(request("")
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .POST(BodyPublishers.ofString("--b\r\n")))
                        .status())
                .isEqualTo(401);
        assertThat(client.rows()).isEmpty();
    }

    @Test
    void a_forged_or_expired_cookie_or_that_of_a_revoked_key_is_refused() {
        var cookie = cookie(post("", "action=auth&user=anna&pass=" + client.key));
        var parts = cookie.split("\\.");
        var later = Long.toString(Long.parseLong(parts[1]) + 1);
        var other = new PointClient();
        for (var forged : new String[] {
            cookie.replace(parts[1], later),
            cookie.replace(parts[2], parts[2] + "x"),
            cookie.replace(client.key.substring(3, 15), other.key.substring(3, 15)),
            cookie.substring(0, cookie.length() - 1),
            cookie + ".x",
            "waymill_ulogger=...",
            "waymill_ulogger=" + "x".repeat(3_000),
        }) {
            post(forged, POSITION).isProblem(401, "unauthenticated");
        }
        post(cookie, POSITION).is(200);

        gateway.send(gateway.request("/api/v1/keys/" + client.key.substring(3, 15), gateway.adminKey())
                        .DELETE())
                .is(200);

        post(cookie, POSITION).isProblem(401, "unauthenticated");
        assertThat(client.rows()).hasSize(1);
    }

    @Test
    void a_viewer_cannot_log_in_and_a_login_with_a_cookie_still_needs_the_key() {
        post("", "action=auth&user=x&pass=" + gateway.key(client.owner, "viewer"))
                .isProblem(401, "unauthenticated");
        gateway.send(gateway.request(ADDRESS, gateway.key(client.owner, "viewer"))
                        .POST(BodyPublishers.ofString(POSITION)))
                .isProblem(403, "forbidden");
        var cookie = cookie(post("", "action=auth&user=anna&pass=" + client.key));
        post(cookie, "action=auth&user=anna&pass=wrong").isProblem(401, "unauthenticated");
    }

    @Test
    void what_is_not_understood_is_not_acknowledged() {
        var cookie = cookie(post("", "action=auth&user=anna&pass=" + client.key));

        post(cookie, "action=addpos&time=1763715600").isProblem(422, "no-usable-point");
        post(cookie, "action=fly").isProblem(400, "invalid-field");
        post(cookie, "action=addpos&lat=99&lon=1&time=1763715600").is(200);
        post(cookie, POSITION + "&comment=" + "x".repeat(70_000)).isProblem(413, "too-large");
        assertThat(client.rows()).isEmpty();
    }

    private Answered post(String cookie, String form) {
        return gateway.send(request(cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private HttpRequest.Builder request(String cookie) {
        var request = gateway.request(ADDRESS, "");
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private static String cookie(Answered login) {
        return login.header("Set-Cookie").split(";")[0];
    }

    private static String json(Answered answer) {
        return answer.response().body().replace(" ", "");
    }
}
