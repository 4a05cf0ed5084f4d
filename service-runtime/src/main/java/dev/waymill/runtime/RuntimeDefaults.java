package dev.waymill.runtime;

import java.util.HashMap;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// What holds for every service unless it, or whoever starts it, sets something else.
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
        defaults.put("logging.pattern.correlation", "%X{traceId:-} ");
        environment.getPropertySources().addLast(new MapPropertySource("service-runtime", defaults));
    }

    /// A thousand above the main one, so that several processes on one machine need only one number each. Any free
    /// one where the main one is any free one.
    static int managementPort(int port) {
        if (port <= 0) {
            return port;
        }
        return port + BESIDE <= LAST_PORT ? port + BESIDE : port - BESIDE;
    }
}
