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
    /// Concurrent calls per service. More wait, but not for long.
    private static final int AT_ONCE = 64;

    /// Of the last twenty calls, at least ten: when half of them failed, nobody waits for the next ones for two
    /// seconds. Then three are tried. A refusal is a response, and an error for one request says nothing about
    /// the next. Only an unreachable service counts as a failure; otherwise one caller's request could block
    /// everyone.
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

    /// @param read how long it may take from the request to the last byte of the answer
    UpstreamClient client(String name, URI url, Duration connect, Duration read) {
        var breaker = breakers.circuitBreaker(name);
        Gauge.builder("waymill.neighbour.open", breaker, it -> it.getState() == CircuitBreaker.State.OPEN ? 1 : 0)
                .description("1 while the circuit breaker for this service is open")
                .tag("neighbour", name)
                .register(meters);
        return new UpstreamClient(url, secret, connect, read, breaker, Bulkhead.of(name, BULKHEAD));
    }
}
