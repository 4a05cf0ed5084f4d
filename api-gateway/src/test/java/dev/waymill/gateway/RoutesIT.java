package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.stack.test.MalformedRequests;
import dev.waymill.stack.test.OpenRoutes;
import dev.waymill.stack.test.RouteProbe;
import dev.waymill.stack.test.RouteProbe.Route;
import dev.waymill.stack.test.Routes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Checks which routes are open without a key, for all routes and however the path is written.
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
    void only_the_listed_routes_are_open_without_credentials() throws Exception {
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
    void only_health_is_open_on_the_management_port() throws Exception {
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
    void each_port_accepts_only_its_own_credentials() {
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
    void a_scrape_with_the_secret_as_bearer_token_returns_the_services_meters() {
        var scrape = new RouteProbe(managementPort, OPEN)
                .send("GET", "/actuator/prometheus", "HTTP/1.1", "Authorization: Bearer open sesame\r\n");

        assertThat(scrape.status()).isEqualTo(200);
        assertThat(scrape.text()).contains("waymill_loop_seconds_count", "waymill_outbox_oldest_age_seconds");
    }

    @Test
    void requests_refused_by_tomcat_give_a_problem_on_both_ports() throws Exception {
        assertThat(MalformedRequests.wrongResponses(port)).isEmpty();
        assertThat(MalformedRequests.wrongResponses(managementPort)).isEmpty();
    }
}
