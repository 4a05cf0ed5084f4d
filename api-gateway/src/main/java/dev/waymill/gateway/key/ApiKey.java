package dev.waymill.gateway.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// An API key in the form that its holder uses: `wm_<id>_<secret>`.
///
/// The secret has 256 random bits, so it cannot be guessed even if hashing is fast. SHA-256 is enough to make a
/// leaked table useless; a slow password hash would only slow down every request.
///
/// @param id 12 URL-safe characters; identifies the row and is not secret
/// @param secret 43 URL-safe characters
record ApiKey(String id, String secret) {
    private static final Pattern TEXT = Pattern.compile("wm_([A-Za-z0-9_-]{12})_([A-Za-z0-9_-]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();

    static ApiKey random() {
        return new ApiKey(random(9), random(32));
    }

    static Optional<ApiKey> parse(String text) {
        var match = TEXT.matcher(text);
        return match.matches() ? Optional.of(new ApiKey(match.group(1), match.group(2))) : Optional.empty();
    }

    /// The SHA-256 hash, which is stored instead of the secret.
    byte[] secretHash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    String text() {
        return "wm_" + id + "_" + secret;
    }

    /// Leaves out the secret, so that logs never contain it.
    @Override
    public String toString() {
        return "wm_" + id + "_…";
    }

    private static String random(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
