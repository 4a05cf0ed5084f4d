package dev.waymill.deploy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.deploy.settings.ServiceSettings;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An integration test because it reads the jars of the services.
class ComposeSettingsIT {
    /// To the gateway it is a file, which a variable names.
    private static final String ADMIN_KEY = "admin.key";

    @ParameterizedTest
    @CsvSource({"gateway, api-gateway", "scheduler, scheduler-service", "worker, worker-service"})
    void every_variable_and_secret_is_a_setting_of_the_service(String name, String service) throws Exception {
        var settings = ServiceSettings.of(service);
        var parts = Stream.of(ComposeFile.main(), ComposeFile.s3())
                .map(file -> file.content().path("services").path(name))
                .toList();
        var variables = parts.stream().flatMap(part -> part.path("environment").propertyNames().stream());
        var secrets = parts.stream()
                .flatMap(part -> part.path("secrets").valueStream())
                .map(secret -> secret.path("target").asString(secret.asString("")));

        assertThat(variables).hasSizeGreaterThan(2).allMatch(settings::contains);
        assertThat(secrets)
                .hasSizeGreaterThan(1)
                .allMatch(secret -> secret.equals(ADMIN_KEY) || settings.contains(secret));
    }
}
