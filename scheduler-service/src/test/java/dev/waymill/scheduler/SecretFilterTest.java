package dev.waymill.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class SecretFilterTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Test
    void who_does_not_know_the_secret_is_refused_in_words() throws Exception {
        var filter = new SecretFilter("open sesame", HERE);

        assertThat(status(filter, "/internal/jobs", "")).isEqualTo(401);
        assertThat(status(filter, "/internal/jobs", "open barley")).isEqualTo(401);
        assertThat(status(filter, "/internal/jobs", "open sesame")).isEqualTo(200);
        assertThat(status(filter, "/actuator/health/readiness", "")).isEqualTo(200);
    }

    @Test
    void without_a_secret_the_own_machine_may_come_in() throws Exception {
        assertThat(status(new SecretFilter("", HERE), "/internal/jobs", "")).isEqualTo(200);
    }

    @Test
    void without_a_secret_the_service_does_not_open_itself_to_the_network() throws Exception {
        var everywhere = InetAddress.getByName("0.0.0.0");

        assertThatThrownBy(() -> new SecretFilter("", everywhere)).hasMessageContaining("WAYMILL_SECRET");
        assertThatThrownBy(() -> new SecretFilter("", null)).hasMessageContaining("WAYMILL_SECRET");
        assertThat(status(new SecretFilter("x", everywhere), "/internal/jobs", "x"))
                .isEqualTo(200);
    }

    private static int status(SecretFilter filter, String path, String secret) throws Exception {
        var request = new MockHttpServletRequest("GET", path);
        if (!secret.isEmpty()) {
            request.addHeader("X-Waymill-Secret", secret);
        }
        var response = new MockHttpServletResponse();
        filter.doFilter(request, response, new MockFilterChain());
        return response.getStatus();
    }
}
