package dev.waymill.gateway.admission;

import dev.waymill.gateway.admission.FairSemaphore.Place;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/// Limits the body of every request. Most bodies are JSON that is read into memory: they may have at most 1
/// MiB, and only a few large ones are read at once. Streamed bodies have their own size limits; here only their
/// transfer rate is checked.
@Component
final class BodyLimits extends OncePerRequestFilter {
    private static final long MOST = DataSize.ofMegabytes(1).toBytes();
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LONGEST_STREAMED = Duration.ofHours(6);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Set<String> STREAMED = Set.of(
            "/api/v1/imports",
            "/api/v1/jobs/bulk",
            "/api/v1/overland/batches",
            "/api/v1/owntracks/points",
            "/api/v1/points",
            "/api/v1/traccar/points",
            "/api/v1/uploads",
            "/pub");

    private final FairSemaphore large = FairSemaphore.ofQuarters(16);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean streamed = isStreamed(request.getServletPath());
        if (!streamed && request.getContentLengthLong() > MOST) {
            ProblemWriter.write(request, response, LimitedBody.tooLarge(MOST));
            return;
        }
        if (!streamed && isForm(request)) {
            ProblemWriter.write(
                    request,
                    response,
                    new ProblemException(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send JSON with the Content-Type application/json."));
            return;
        }
        try (var limited = new Limited(request, streamed)) {
            chain.doFilter(limited, response);
        }
    }

    /// Whether the body is a form. The container parses a form when a parameter is read, which bypasses these
    /// limits.
    private static boolean isForm(HttpServletRequest request) {
        var type = request.getContentType();
        return type != null
                && type.toLowerCase(Locale.ROOT).strip().startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)
                && request.getContentLengthLong() != 0;
    }

    /// Whether the endpoint limits the size of its body itself.
    private static boolean isStreamed(String path) {
        return STREAMED.contains(path) || path.startsWith("/api/v1/ingest/") || path.startsWith("/api/v1/uploads/");
    }

    private final class Limited extends HttpServletRequestWrapper implements AutoCloseable {
        private final boolean streamed;
        private @Nullable ServletInputStream body;
        private @Nullable Place place;

        Limited(HttpServletRequest request, boolean streamed) {
            super(request);
            this.streamed = streamed;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (body == null) {
                body = streamed
                        ? new LimitedBody(super.getInputStream(), Long.MAX_VALUE, LONGEST_STREAMED, () -> true)
                        : new LimitedBody(super.getInputStream(), MOST, LONGEST, this::enter);
            }
            return body;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }

        private boolean enter() {
            var caller = getUserPrincipal();
            place = large.enter(caller == null ? "" : caller.getName(), PATIENCE)
                    .orElse(null);
            return place != null;
        }

        @Override
        public void close() {
            if (place != null) {
                place.close();
            }
        }
    }
}
