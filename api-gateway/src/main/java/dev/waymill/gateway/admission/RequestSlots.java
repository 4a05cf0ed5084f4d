package dev.waymill.gateway.admission;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Limits the concurrent requests of an owner; more wait for a moment. Runs after the security filter, so that
/// the owner is known. A request that will take long gets another kind of permit and releases this one.
@Component
public final class RequestSlots extends OncePerRequestFilter {
    /// Half of the calls to another service that may run at once.
    private static final int EACH = 32;

    private static final int ALL = 384;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String PLACE = RequestSlots.class.getName();

    private final FairSemaphore places = new FairSemaphore(ALL, EACH);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var caller = request.getUserPrincipal();
        if (caller == null) {
            chain.doFilter(request, response);
            return;
        }
        var entered = places.enter(caller.getName(), PATIENCE);
        if (entered.isEmpty()) {
            response.setHeader("Retry-After", "2");
            ProblemWriter.write(
                    request,
                    response,
                    ProblemCode.TOO_MANY_REQUESTS,
                    "Too many requests are running. Send at most %d at the same time.".formatted(EACH));
            return;
        }
        try (var place = entered.get()) {
            request.setAttribute(PLACE, place);
            chain.doFilter(request, response);
        }
    }

    /// Releases the permit of a request that has acquired another kind of permit.
    public static void release(HttpServletRequest request) {
        if (request.getAttribute(PLACE) instanceof FairSemaphore.Place place) {
            place.close();
        }
    }
}
