package dev.waymill.gateway.live;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.runtime.loop.SampledGauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LiveConfiguration {
    @Bean
    Loop livePointAgeLoop(LivePointStore points, MeterRegistry meters) {
        return SampledGauge.ofAge(
                "live-point-age",
                "waymill.live.oldest.age",
                "Age of the oldest received point not yet in an import",
                points::oldestAgeSeconds,
                meters);
    }
}
