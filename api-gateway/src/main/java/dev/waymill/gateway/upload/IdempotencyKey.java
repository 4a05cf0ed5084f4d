package dev.waymill.gateway.upload;

import dev.waymill.events.ImportFile;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The header `Idempotency-Key`, by which a caller may send the same request again without a second effect.
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final String ROUTE = "POST /api/v1/imports";

    private IdempotencyKey() {}

    static void refuseInvalid(@Nullable String key) {
        if (key != null && !VISIBLE_ASCII.matcher(key).matches()) {
            throw ProblemException.at(
                    HEADER, ProblemCode.INVALID_IDEMPOTENCY_KEY, "Give 1 to 255 visible ASCII characters.");
        }
    }

    /// What the key stands for: this file with these parameters.
    static Submission.@Nullable Once once(@Nullable String key, ImportFile file) {
        if (key == null) {
            return null;
        }
        var request = String.join(
                "\n", file.sha256(), file.grace().toString(), Objects.toString(file.format(), ""), file.fileName());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
            return new Submission.Once(ROUTE, key, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
