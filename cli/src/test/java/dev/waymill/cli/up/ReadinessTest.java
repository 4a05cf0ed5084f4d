package dev.waymill.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    @Test
    void components_that_are_down_are_named() {
        assertThat(Readiness.missing(503, """
                        {"status": "DOWN", "components": {"services": {"status": "OUT_OF_SERVICE"},
                         "db": {"status": "DOWN"}, "readinessState": {"status": "UP"}}}""")).isEqualTo("it runs, but is not ready: db, services down");
    }

    @Test
    void an_answer_without_components_is_described_by_its_status() {
        assertThat(Readiness.missing(503, "{\"status\":\"DOWN\"}"))
                .isEqualTo("it runs, but is not ready: it returns 503");
        assertThat(Readiness.missing(500, "<html>")).isEqualTo("it runs, but is not ready: it returns 500");
        assertThat(Readiness.missing(404, "")).isEqualTo("it runs, but is not ready: it returns 404");
    }

    @Test
    void an_answer_of_200_is_ready_and_a_closed_port_is_not() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try (var readiness = new Readiness(url)) {
            assertThat(readiness.missing()).isEmpty();
            server.stop(0);
            assertThat(readiness.missing()).isEqualTo(Readiness.NO_ANSWER);
        }
    }
}
