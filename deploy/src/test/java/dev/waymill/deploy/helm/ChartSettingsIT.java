package dev.waymill.deploy.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.deploy.settings.ServiceSettings;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An integration test because it reads the jars of the services.
@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "Helm comes as a library for Linux")
class ChartSettingsIT {
    private static final Map<String, String> SERVICES = Map.of(
            "waymill-gateway", "api-gateway",
            "waymill-scheduler", "scheduler-service",
            "waymill-worker", "worker-service");
    /// Read by the java command.
    private static final String JAVA_OPTIONS = "JDK_JAVA_OPTIONS";
    /// A file to the gateway, too: WAYMILL_KEYS_ADMIN_FILE names it.
    private static final String ADMIN_KEY = "admin.key";

    static Stream<String> values() throws Exception {
        return Chart.valuesFiles().stream();
    }

    @ParameterizedTest
    @MethodSource("values")
    void every_variable_and_secret_is_a_setting_of_the_service(String values) throws Exception {
        var chart = Chart.render(values);
        for (var service : SERVICES.entrySet()) {
            var deployment = chart.one("Deployment", service.getKey());
            var settings = ServiceSettings.of(service.getValue());
            var variables = Chart.container(deployment)
                    .path("env")
                    .valueStream()
                    .map(variable -> variable.path("name").asString());
            var secrets = deployment.at("/spec/template/spec/volumes").findValuesAsString("path").stream();

            assertThat(variables)
                    .hasSizeGreaterThan(1)
                    .allMatch(name -> name.equals(JAVA_OPTIONS) || settings.contains(name));
            assertThat(secrets)
                    .hasSizeGreaterThan(2)
                    .allMatch(name -> name.equals(ADMIN_KEY) || settings.contains(name));
        }
    }
}
