package dev.waymill.gateway.upstream;

import dev.waymill.events.RawJson;
import dev.waymill.events.rest.Refusal;
import dev.waymill.events.rest.RefusalBody;
import dev.waymill.runtime.tracing.Traceparent;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Calls one service over HTTP and turns every result into a [Reply]. A circuit breaker makes calls to an
/// unavailable service fail at once. Thread-safe.
final class UpstreamClient {
    private static final String SECRET = "X-Waymill-Secret";
    private static final JsonMapper JSON = JsonMapper.shared();
    /// The size limit in bytes of a response that is read into memory.
    private static final int MOST = 2 << 20;

    private static final RefusalBody NO_REFUSAL = new RefusalBody(Refusal.UNKNOWN, "");
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamClient.class);

    private final RestClient rest;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;

    /// @param secret the secret that the services share; empty for none
    /// @param read the longest time from the request to the last byte of the response
    UpstreamClient(URI url, String secret, Duration connect, Duration read, CircuitBreaker breaker, Bulkhead bulkhead) {
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connect)
                .build();
        var requests = new JdkClientHttpRequestFactory(client);
        requests.setReadTimeout(read);
        var builder = RestClient.builder()
                .baseUrl(url.toString())
                .requestFactory(requests)
                .requestInterceptor(UpstreamClient::withTrace);
        this.rest = (secret.isEmpty() ? builder : builder.defaultHeader(SECRET, secret)).build();
        this.breaker = breaker;
        this.bulkhead = bulkhead;
    }

    /// Continues the trace of the request that this thread handles.
    private static ClientHttpResponse withTrace(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        var current = Span.current().getSpanContext();
        if (current.isValid()) {
            request.getHeaders().set("traceparent", Traceparent.of(current));
        }
        return execution.execute(request, body);
    }

    /// Calls the service even while the circuit breaker is open.
    boolean isReady() {
        return exchange("readiness", rest.get().uri("/actuator/health/readiness")) instanceof Reply.Ok;
    }

    /// @param path with `{}`-style variables, which are encoded
    Reply send(HttpMethod method, String path, Object... variables) {
        return guarded(method + " " + path, rest.method(method).uri(path, variables));
    }

    /// Sends a POST request with a JSON body.
    Reply post(Object body, String path, Object... variables) {
        var request = rest.post().uri(path, variables).contentType(MediaType.APPLICATION_JSON);
        return guarded("POST " + path, request.body(JSON.writeValueAsBytes(body)));
    }

    /// Reads the stream of a long response. Called once the service has responded with success.
    @FunctionalInterface
    interface Body {
        void read(InputStream body) throws IOException;
    }

    /// Streams a long response to the taker.
    ///
    /// @return empty if the taker has read all of the response; otherwise why the taker was not called
    /// @throws ResourceAccessException if the response breaks off
    Optional<Reply> pass(Body taker, Query query) {
        if (!bulkhead.tryAcquirePermission()) {
            return Optional.of(new Reply.Unavailable("too many requests are running", true));
        }
        try {
            return breaker.tryAcquirePermission()
                    ? streamed(taker, rest.get().uri(query.template(), query.values()))
                    : Optional.of(new Reply.Unavailable("it has not responded recently", true));
        } finally {
            bulkhead.onComplete();
        }
    }

    /// The circuit breaker records the response status and the time until it arrives. It ignores the time
    /// that the taker needs, since a slow taker is not the service's fault.
    private Optional<Reply> streamed(Body taker, RestClient.RequestHeadersSpec<?> request) {
        long began = System.nanoTime();
        var recorded = new AtomicBoolean();
        try {
            return request.exchange((_, response) -> {
                var refusal =
                        response.getStatusCode().isError() ? Optional.of(read(response)) : Optional.<Reply>empty();
                recorded.set(true);
                breaker.onResult(System.nanoTime() - began, TimeUnit.NANOSECONDS, refusal.orElse(null));
                if (refusal.isEmpty()) {
                    taker.read(response.getBody());
                }
                return refusal;
            });
        } catch (ResourceAccessException e) {
            if (recorded.get()) {
                throw e;
            }
            var away = new Reply.Unavailable(String.valueOf(e.getMessage()), true);
            breaker.onResult(System.nanoTime() - began, TimeUnit.NANOSECONDS, away);
            if (e.getCause() instanceof ConnectException || e.getCause() instanceof HttpTimeoutException) {
                return Optional.of(away);
            }
            throw e;
        }
    }

    private Reply guarded(String what, RestClient.RequestHeadersSpec<?> request) {
        if (!bulkhead.tryAcquirePermission()) {
            return new Reply.Unavailable("too many requests are running", true);
        }
        try {
            if (!breaker.tryAcquirePermission()) {
                return new Reply.Unavailable("it has not responded recently", true);
            }
            long began = System.nanoTime();
            var reply = exchange(what, request);
            breaker.onResult(System.nanoTime() - began, TimeUnit.NANOSECONDS, reply);
            return reply;
        } finally {
            bulkhead.onComplete();
        }
    }

    private static Reply exchange(String what, RestClient.RequestHeadersSpec<?> request) {
        try {
            var answer = request.exchange((_, response) -> UpstreamClient.read(response));
            return answer == null ? new Reply.Unavailable("no answer", true) : answer;
        } catch (ResourceAccessException e) {
            LOG.debug("{} got no response", what, e);
            return new Reply.Unavailable(String.valueOf(e.getMessage()), true);
        }
    }

    private static Reply read(ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        if (status >= 500) {
            return new Reply.Unavailable("status " + status, status == 502 || status == 503 || status == 504);
        }
        byte[] bytes = response.getBody().readNBytes(MOST + 1);
        if (bytes.length > MOST) {
            return new Reply.Unavailable("its response is too large", false);
        }
        if (status >= 400) {
            return refusal(status, bytes);
        }
        try {
            return new Reply.Ok(JSON.readValue(bytes, RawJson.class));
        } catch (JacksonException _) {
            return new Reply.Unavailable("its response is not JSON", false);
        }
    }

    /// Decodes a refusal. All refusals of other services are decoded here.
    private static Reply refusal(int status, byte[] problem) {
        var body = NO_REFUSAL;
        try {
            body = Objects.requireNonNullElse(JSON.readValue(problem, RefusalBody.class), NO_REFUSAL);
        } catch (JacksonException e) {
            LOG.debug("A refusal with status {} has no readable problem", status, e);
        }
        return new Reply.Rejected(body.code(), status, body.detail());
    }
}
