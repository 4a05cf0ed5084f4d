package dev.waymill.runtime.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class BoundaryTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Test
    void the_secret_is_read_from_its_header_or_a_bearer_token() {
        var boundary = new Boundary("open sesame");

        assertThat(boundary.admits(with("X-Waymill-Secret", "open sesame"))).isTrue();
        assertThat(boundary.admits(with("Authorization", "Bearer open sesame"))).isTrue();
        assertThat(boundary.admits(with("X-Waymill-Secret", "open barley"))).isFalse();
        assertThat(boundary.admits(with("X-Waymill-Secret", ""))).isFalse();
        assertThat(boundary.admits(with("Authorization", "open sesame"))).isFalse();
        assertThat(boundary.admits(with("Authorization", "Basic open sesame"))).isFalse();
        assertThat(boundary.admits(new MockHttpServletRequest())).isFalse();
    }

    @Test
    void a_service_without_a_secret_listens_on_loopback_only() throws Exception {
        var none = new Boundary("");
        var everywhere = InetAddress.getByName("0.0.0.0");

        assertThat(none.admits(new MockHttpServletRequest())).isTrue();
        assertThatCode(() -> none.requireLoopbackWithoutSecret("server.address", HERE))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> none.requireLoopbackWithoutSecret("server.address", everywhere))
                .hasMessageContaining("WAYMILL_SECRET")
                .hasMessageContaining("server.address");
        assertThatThrownBy(() -> none.requireLoopbackWithoutSecret("server.address", null))
                .hasMessageContaining("WAYMILL_SECRET");
        assertThatCode(() -> new Boundary("x").requireLoopbackWithoutSecret("server.address", everywhere))
                .doesNotThrowAnyException();
    }

    private static MockHttpServletRequest with(String header, String value) {
        var request = new MockHttpServletRequest();
        request.addHeader(header, value);
        return request;
    }
}
