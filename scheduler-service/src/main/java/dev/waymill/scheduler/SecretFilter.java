package dev.waymill.scheduler;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets only those in to `/internal` who know the secret that the services share. Without one the service can be
/// reached from its own machine only, or does not start.
@Component
final class SecretFilter extends OncePerRequestFilter {
    private static final String HEADER = "X-Waymill-Secret";
    private static final String REFUSAL = """
            {"type":"about:blank","title":"Unauthorized","status":401,"code":"unauthenticated",\
            "detail":"Calls between services carry the shared secret in the header X-Waymill-Secret."}""";

    private final byte[] secret;

    SecretFilter(
            @Value("${waymill.secret:}") String secret, @Value("${server.address:}") @Nullable InetAddress address) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        if (secret.isEmpty() && (address == null || !address.isLoopbackAddress())) {
            throw new IllegalStateException(
                    "Set waymill.secret (WAYMILL_SECRET) to the same value for all services, or server.address to a"
                            + " loopback address: without a secret anybody on the network could use /internal");
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return secret.length == 0 || !request.getRequestURI().startsWith("/internal");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var said = request.getHeader(HEADER);
        if (said != null && MessageDigest.isEqual(secret, said.getBytes(StandardCharsets.UTF_8))) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setContentType("application/problem+json");
        response.getWriter().write(REFUSAL);
    }
}
