package dev.waymill.gateway;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTest {
    @Test
    void each_package_uses_only_its_declared_dependencies() {
        ApplicationModules.of(GatewayApplication.class).verify();
    }
}
