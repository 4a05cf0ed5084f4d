package dev.waymill.gateway.job;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The header `Idempotency-Key`, with which a caller can repeat a request without a second effect.
public final class IdempotencyKey {
    public static final String HEADER = "Idempotency-Key";
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private IdempotencyKey() {}

    public static void refuseInvalid(@Nullable String key) {
        if (key != null && !VISIBLE_ASCII.matcher(key).matches()) {
            throw ProblemException.at(
                    HEADER, ProblemCode.INVALID_IDEMPOTENCY_KEY, "Give 1 to 255 visible ASCII characters.");
        }
    }

    /// Binds the key to a request.
    ///
    /// @param route the operation that was called
    /// @param request everything that distinguishes this request from others
    /// @return null when there is no key
    public static Submission.@Nullable IdempotencyToken once(@Nullable String key, String route, String request) {
        if (key == null) {
            return null;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
            return new Submission.IdempotencyToken(route, key, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
