package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.runtime.boundary.Routes;
import dev.waymill.stack.test.OpenRoutes;
import dev.waymill.stack.test.RawHttp;
import dev.waymill.stack.test.RouteProbe;
import dev.waymill.stack.test.RouteProbe.Route;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a stranger is let in to, of all routes there are, however the path is written.
class RoutesIT {
    private static final String SECRET = "X-Waymill-Secret: open sesame\r\n";
    private static final String OPEN = "/actuator/health/liveness";

    private static RunningGateway gateway;
    private static int port;
    private static int managementPort;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(Map.of("waymill.secret", "open sesame"));
        port = gateway.port();
        managementPort = gateway.managementPort();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void only_the_listed_routes_let_a_stranger_in() throws Exception {
        var routes = Routes.main(gateway.context()).map(Route::of).toList();
        assertThat(routes).hasSizeGreaterThan(2);
        var probe = new RouteProbe(port, OPEN);
        var open = probe.openOf(routes);

        assertThat(probe.lettingIn(routes, open)).isEmpty();
        assertThat(OpenRoutes.section("api-gateway, port 8080", open)).isEqualTo(OpenRoutes.lines(open));
        assertThat(probe.lettingIn(List.of(Route.of("GET /internal/nothing")), Set.of()))
                .isEmpty();
    }

    @Test
    void of_the_management_port_only_health_is_open() throws Exception {
        var routes = Routes.management(gateway.context()).map(Route::of).toList();
        assertThat(routes).hasSizeGreaterThan(4);
        var probe = new RouteProbe(managementPort, OPEN);
        var open = new TreeSet<>(probe.openOf(routes));
        var groups = List.of("liveness", "readiness", "serving");
        open.addAll(probe.openOf(groups.stream()
                .map(group -> Route.of("GET /actuator/health/" + group))
                .toList()));

        assertThat(probe.lettingIn(routes, open)).isEmpty();
        assertThat(OpenRoutes.section("api-gateway, management port 9080", open))
                .isEqualTo(OpenRoutes.lines(open));
    }

    @Test
    void each_port_takes_its_own_credentials() {
        var main = new RouteProbe(port, OPEN);
        var management = new RouteProbe(managementPort, OPEN);

        assertThat(main.send("GET", "/api/v1/jobs", "HTTP/1.1", "X-API-Key: " + gateway.adminKey() + "\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(main.send("GET", "/api/v1/jobs", "HTTP/1.1", SECRET).status())
                .as("the services' secret is no API key")
                .isEqualTo(401);
        assertThat(management
                        .send("GET", "/actuator/prometheus", "HTTP/1.1", "X-API-Key: " + gateway.adminKey() + "\r\n")
                        .status())
                .as("an API key is not the services' secret")
                .isEqualTo(401);
        assertThat(management
                        .send("GET", "/actuator/health", "HTTP/1.1", SECRET)
                        .text())
                .contains("\"patience\"");
        assertThat(management.send("GET", "/actuator/health", "HTTP/1.1", "").text())
                .contains("\"loops\"")
                .doesNotContain("\"patience\"");
    }

    @Test
    void a_scrape_with_the_secret_as_a_bearer_token_has_this_services_meters() {
        var scrape = new RouteProbe(managementPort, OPEN)
                .send("GET", "/actuator/prometheus", "HTTP/1.1", "Authorization: Bearer open sesame\r\n");

        assertThat(scrape.status()).isEqualTo(200);
        assertThat(scrape.text()).contains("waymill_loop_seconds_count", "waymill_outbox_oldest_age_seconds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a HTTP/9.9\r\n\r\n",
                "GET\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET /<script> HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /a HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: x\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: nonsense\r\n\r\n",
            })
    void tomcats_own_refusals_are_problems(String request) throws Exception {
        for (int one : List.of(port, managementPort)) {
            var answer = RawHttp.send(one, request);
            assertThat(answer.text()).doesNotContainIgnoringCase("<html").doesNotContain("Tomcat");
            assertThat(answer.status() == 0 || answer.text().contains("application/problem+json"))
                    .as(answer.text())
                    .isTrue();
        }
    }

    @Test
    void too_large_a_header_is_a_problem() throws Exception {
        var answer = RawHttp.send(
                port,
                "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");

        assertThat(answer.text()).doesNotContainIgnoringCase("<html").contains("application/problem+json");
    }
}
