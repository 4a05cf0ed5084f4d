package dev.waymill.runtime.boundary;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/// Closes the main port of a service, unless the service has its own security filter chain.
@AutoConfiguration(after = HealthEndpointAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class BoundaryConfiguration {
    /// After the filters for tracing and metrics, before all others.
    private static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 10;

    @Bean
    Boundary boundary(@Value("${waymill.secret:}") String secret) {
        return new Boundary(secret);
    }

    @Bean
    @ConditionalOnMissingBean(type = "org.springframework.security.web.SecurityFilterChain")
    FilterRegistrationBean<BoundaryFilter> mainBoundary(
            Boundary boundary, @Value("${server.address:}") @Nullable InetAddress address) {
        boundary.requireLoopbackWithoutSecret("server.address", address);
        return filter(boundary);
    }

    @Bean
    HealthController healthOnMainPort(HealthEndpointWebExtension health) {
        return new HealthController(health);
    }

    static FilterRegistrationBean<BoundaryFilter> filter(Boundary boundary) {
        var registration = new FilterRegistrationBean<>(new BoundaryFilter(boundary));
        registration.setOrder(FIRST);
        return registration;
    }
}
