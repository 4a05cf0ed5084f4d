package dev.waymill.gateway.upstream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Creates the clients for the other services.
@Component
final class UpstreamClients {
    /// The most concurrent calls per service. Further calls wait for half a second at most.
    private static final int AT_ONCE = 64;

    /// The breaker opens when half of the last twenty calls, and at least ten calls, have failed. Then calls
    /// fail at once for two seconds, and three trial calls follow.
    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowSize(20)
            .minimumNumberOfCalls(10)
            .failureRateThreshold(50)
            .waitDurationInOpenState(Duration.ofSeconds(2))
            .permittedNumberOfCallsInHalfOpenState(3)
            .recordResult(reply -> reply instanceof Reply.Unavailable(var _, var unreachable) && unreachable)
            .build();

    private static final BulkheadConfig BULKHEAD = BulkheadConfig.custom()
            .maxConcurrentCalls(AT_ONCE)
            .maxWaitDuration(Duration.ofMillis(500))
            .build();

    private final String secret;
    private final MeterRegistry meters;
    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(BREAKER);

    UpstreamClients(@Value("${waymill.secret:}") String secret, MeterRegistry meters) {
        this.secret = secret;
        this.meters = meters;
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
    }

    /// @param read the longest time from the request to the last byte of the response
    UpstreamClient client(String name, URI url, Duration connect, Duration read) {
        var breaker = breakers.circuitBreaker(name);
        Gauge.builder("waymill.upstream.open", breaker, it -> it.getState() == CircuitBreaker.State.OPEN ? 1 : 0)
                .description("1 while the circuit breaker for this service is open")
                .tag("service", name)
                .register(meters);
        return new UpstreamClient(url, secret, connect, read, breaker, Bulkhead.of(name, BULKHEAD));
    }
}
