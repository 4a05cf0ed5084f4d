package dev.waymill.gateway;

import dev.waymill.gateway.recovery.GatewayRecovery;
import dev.waymill.runtime.recovery.Recovery;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/// The api-gateway process.
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class GatewayApplication {
    public static void main(String[] args) {
        if (Recovery.isWanted(args)) {
            System.exit(GatewayRecovery.RECOVERY.run(System.out, args));
        }
        SpringApplication.run(GatewayApplication.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
