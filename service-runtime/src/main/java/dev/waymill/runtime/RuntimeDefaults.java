package dev.waymill.runtime;

import java.util.HashMap;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// Defaults for every service. The service's own configuration and its environment override them.
final class RuntimeDefaults implements EnvironmentPostProcessor {
    private static final int BESIDE = 1_000;
    private static final int LAST_PORT = 65_535;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        int port = environment.getProperty("server.port", Integer.class, 8080);
        var defaults = new HashMap<String, Object>();
        defaults.put("management.server.port", managementPort(port));
        defaults.put("management.server.address", "127.0.0.1");
        defaults.put("management.endpoints.web.exposure.include", "health,info,prometheus");
        defaults.put("management.endpoint.health.show-components", "always");
        defaults.put("management.endpoint.health.show-details", "when-authorized");
        defaults.put("management.endpoint.health.probes.enabled", "true");
        defaults.put("management.endpoint.health.group.readiness.include", "readinessState,db,loops");
        defaults.put("management.endpoint.health.group.serving.include", "readinessState,db");
        // While another instance migrates. By default this one would give up after 50 s and be restarted.
        defaults.put("spring.flyway.lock-retry-count", "-1");
        defaults.put("logging.pattern.correlation", "%X{traceId:-} ");
        // No trace leaves a service until an endpoint is set, so none is sampled either.
        defaults.put("management.tracing.sampling.probability", "0");
        defaults.put("management.tracing.propagation.type", "w3c");
        defaults.put("management.tracing.baggage.enabled", "false");
        // Spans for each filter of the security chain would hide what a request does.
        defaults.put("management.observations.enable.spring.security", "false");
        environment.getPropertySources().addLast(new MapPropertySource("service-runtime", defaults));
    }

    /// Returns the main port plus 1000, so that each of several processes on one machine needs only one port
    /// number. If the main port is any free one, so is the management port.
    static int managementPort(int port) {
        if (port <= 0) {
            return port;
        }
        return port + BESIDE <= LAST_PORT ? port + BESIDE : port - BESIDE;
    }
}
