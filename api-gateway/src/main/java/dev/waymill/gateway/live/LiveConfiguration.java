package dev.waymill.gateway.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LiveConfiguration {
    @Bean
    Gauge oldestLivePointAge(LivePointStore points, MeterRegistry meters) {
        return Gauge.builder("waymill.live.oldest.age", points, LivePointStore::oldestAgeSeconds)
                .description("Age of the oldest received point that is in no import yet")
                .baseUnit("seconds")
                .register(meters);
    }
}
