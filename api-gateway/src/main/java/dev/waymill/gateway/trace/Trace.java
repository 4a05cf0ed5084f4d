package dev.waymill.gateway.trace;

import jakarta.servlet.ServletRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The W3C trace context of a request.
///
/// @param traceId 32 lower-case hex digits, not all zero
/// @param traceparent the whole header value, for outgoing calls and events
public record Trace(String traceId, String traceparent) {
    /// The response header that tells callers the trace id.
    public static final String HEADER = "X-Trace-Id";

    private static final String ATTRIBUTE = Trace.class.getName();
    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    /// Returns the trace of the request. If no filter has set one, starts a trace and attaches it.
    public static Trace of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Trace trace) {
            return trace;
        }
        var trace = start(null);
        request.setAttribute(ATTRIBUTE, trace);
        return trace;
    }

    /// Starts a trace for work that no request caused.
    public static Trace start() {
        return start(null);
    }

    /// Continues the caller's trace if `traceparent` is valid; otherwise starts a new one.
    static Trace start(@Nullable String traceparent) {
        if (traceparent != null) {
            var match = TRACEPARENT.matcher(traceparent.strip());
            if (match.matches()) {
                return new Trace(match.group(1), match.group());
            }
        }
        var traceId = hex() + hex();
        return new Trace(traceId, "00-" + traceId + "-" + hex() + "-01");
    }

    void attachTo(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    private static String hex() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    }
}
