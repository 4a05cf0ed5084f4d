package dev.waymill.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.FakeUpstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class UpstreamClientTest {
    private static final int CALLS = 40;

    private final FakeUpstream service = FakeUpstream.start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final UpstreamClient client = new UpstreamClients("", meters)
            .client("fake", URI.create(service.url()), Duration.ofSeconds(5), Duration.ofSeconds(5));

    @AfterEach
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource({
        "200, false",
        "404, false",
        "409, false",
        "429, false",
        "500, false",
        "502, true",
        "503, true",
        "504, true",
    })
    void only_an_unreachable_service_opens_the_circuit(int status, boolean opens) {
        service.respond("GET /it", status, "{}");

        for (int call = 0; call < CALLS; call++) {
            client.send(HttpMethod.GET, "/it");
        }
        for (int call = 0; call < CALLS; call++) {
            client.pass(_ -> {}, new Query("/it"));
        }

        assertThat(service.requests().size() < 2 * CALLS).isEqualTo(opens);
        assertThat(meters.get("resilience4j.circuitbreaker.state")
                        .tags("name", "fake", "state", "open")
                        .gauge()
                        .value())
                .isEqualTo(opens ? 1 : 0);
    }
}
