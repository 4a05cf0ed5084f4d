package dev.waymill.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.stack.test.HostileRequests;
import dev.waymill.stack.test.MalformedRequests;
import dev.waymill.stack.test.OpenRoutes;
import dev.waymill.stack.test.RouteProbe;
import dev.waymill.stack.test.RouteProbe.Route;
import dev.waymill.stack.test.Routes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;

/// Which routes are open without the secret, of all routes, however the path is written.
@WorkerTest
@TestPropertySource(properties = "waymill.secret=open sesame")
class RoutesIT {
    private static final String SECRET = "X-Waymill-Secret: open sesame\r\n";
    private static final String OPEN = "/actuator/health/liveness";

    @Autowired
    ApplicationContext service;

    @LocalServerPort
    int port;

    @LocalManagementPort
    int managementPort;

    @Test
    void only_the_listed_routes_are_open_without_credentials() throws Exception {
        var routes = Routes.main(service).map(Route::of).toList();
        assertThat(routes).hasSizeGreaterThan(2);
        var probe = new RouteProbe(port, OPEN);
        var open = probe.openOf(routes);

        assertThat(probe.lettingIn(routes, open)).isEmpty();
        assertThat(OpenRoutes.section("worker-service, port 8082", open)).isEqualTo(OpenRoutes.lines(open));
        assertThat(probe.lettingIn(List.of(Route.of("GET /internal/nothing")), Set.of()))
                .isEmpty();
    }

    @Test
    void only_health_is_open_on_the_management_port() throws Exception {
        var routes = Routes.management(service).map(Route::of).toList();
        assertThat(routes).hasSizeGreaterThan(4);
        var probe = new RouteProbe(managementPort, OPEN);
        var open = new TreeSet<>(probe.openOf(routes));
        var groups = List.of("liveness", "readiness", "serving");
        open.addAll(probe.openOf(groups.stream()
                .map(group -> Route.of("GET /actuator/health/" + group))
                .toList()));

        assertThat(probe.lettingIn(routes, open)).isEmpty();
        assertThat(OpenRoutes.section("worker-service, management port 9082", open))
                .isEqualTo(OpenRoutes.lines(open));
    }

    @Test
    void the_secret_opens_both_ports() {
        var main = new RouteProbe(port, OPEN);
        var management = new RouteProbe(managementPort, OPEN);

        assertThat(main.send("GET", "/internal/nothing", "HTTP/1.1", SECRET).status())
                .isEqualTo(404);
        assertThat(main.send("GET", "/internal/nothing", "HTTP/1.1", "X-Waymill-Secret: open barley\r\n")
                        .status())
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
    void the_service_reports_readiness_on_both_ports() {
        for (int one : List.of(port, managementPort)) {
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                var answer = new RouteProbe(one, OPEN).send("GET", "/actuator/health/readiness", "HTTP/1.1", "");
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            });
        }
    }

    @Test
    void a_scrape_with_the_secret_as_bearer_token_returns_the_services_meters() {
        var scrape = new RouteProbe(managementPort, OPEN)
                .send("GET", "/actuator/prometheus", "HTTP/1.1", "Authorization: Bearer open sesame\r\n");

        assertThat(scrape.status()).isEqualTo(200);
        assertThat(scrape.text()).contains("waymill_loop_seconds_count", "waymill_consume_unheld_total");
    }

    @Test
    void requests_refused_by_tomcat_give_a_problem_on_both_ports() throws Exception {
        assertThat(MalformedRequests.wrongResponses(port)).isEmpty();
        assertThat(MalformedRequests.wrongResponses(managementPort)).isEmpty();
    }

    @Test
    void no_value_in_a_request_causes_an_internal_error() throws Exception {
        var requests = new HostileRequests(port, SECRET);

        assertThat(requests.errors(service)).isEmpty();
        assertThat(requests.sent()).isGreaterThan(300);
    }
}
