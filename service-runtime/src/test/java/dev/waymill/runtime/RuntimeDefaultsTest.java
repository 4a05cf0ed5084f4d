package dev.waymill.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.StandardEnvironment;

class RuntimeDefaultsTest {
    @Test
    void the_management_port_is_derived_from_the_main_port() {
        assertThat(RuntimeDefaults.managementPort(8080)).isEqualTo(9080);
        assertThat(RuntimeDefaults.managementPort(65_000)).isEqualTo(64_000);
        assertThat(RuntimeDefaults.managementPort(0)).isZero();
        assertThat(RuntimeDefaults.managementPort(-1)).isEqualTo(-1);
    }

    @Test
    void a_service_waits_while_another_instance_migrates_the_database() {
        var environment = new StandardEnvironment();

        new RuntimeDefaults().postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("spring.flyway.lock-retry-count")).isEqualTo("-1");
    }
}
