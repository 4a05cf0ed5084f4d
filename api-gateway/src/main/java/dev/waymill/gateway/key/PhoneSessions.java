package dev.waymill.gateway.key;

import dev.waymill.formats.reader.TextCleaner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Sessions of phone apps that log in with a key and then send a token instead. Thread-safe.
///
/// Nothing is stored: a token names its key, its end and the app's user, and is signed with HMAC-SHA-256. The signing
/// key is made from the hash of the key's secret and from the services' secret, so neither a leaked table nor a leaked
/// setting is enough to forge a token. A token ends with its key: each use looks the key up. It is valid on every
/// gateway, and only where its caller asks for it.
@Component
public final class PhoneSessions {
    /// The route whose requests may log in, see [SecurityConfiguration].
    public static final String LOGIN = "/api/v1/ingest/ulogger/client/index.php";

    /// An app logs in again after it.
    public static final Duration LIFETIME = Duration.ofDays(1);

    private static final String PURPOSE = "session of a phone app\n";
    private static final int PARTS = 4;
    /// Longer than any token made here.
    private static final int LONGEST = 2_000;

    private final KeyVerifier verifier;
    private final KeyStates keys;
    private final String secret;
    private final Clock clock;

    PhoneSessions(KeyVerifier verifier, KeyStates keys, @Value("${waymill.secret:}") String secret, Clock clock) {
        this.verifier = verifier;
        this.keys = keys;
        this.secret = secret;
        this.clock = clock;
    }

    /// An app that has logged in.
    ///
    /// @param user the name that the app's user chose; null if empty
    public record Session(Caller caller, @Nullable String user) {}

    /// Begins a session.
    ///
    /// @return its token; empty if the key is not valid or must not send points
    public Optional<String> open(String key, @Nullable String user) {
        return verifier.verify(key)
                .filter(verified -> maySendPoints(verified.role()))
                .flatMap(verified -> token(verified.caller().keyId(), user));
    }

    /// @return empty if the token is not valid, has expired, or if its key has been revoked
    public Optional<Session> find(String token) {
        var parts = token.length() > LONGEST ? new String[0] : token.split("\\.", PARTS + 1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        var signed = parts[0] + "." + parts[1] + "." + parts[2];
        return keys.findValid(parts[0])
                .filter(key -> maySendPoints(key.role()))
                .filter(key -> MessageDigest.isEqual(ascii(signature(key, signed)), ascii(parts[3])))
                .filter(_ -> clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(parts[1]))))
                .map(key -> new Session(new Caller(key.owner(), parts[0]), decoded(parts[2])));
    }

    private Optional<String> token(String keyId, @Nullable String user) {
        var name = TextCleaner.name(user);
        var signed = keyId + "." + clock.instant().plus(LIFETIME).getEpochSecond() + "." + encoded(name);
        return keys.findValid(keyId).map(key -> signed + "." + signature(key, signed));
    }

    private String signature(KeyStates.Credential key, String signed) {
        var own = mac(key.secretHash(), PURPOSE + secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(own, signed));
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC-SHA-256", e);
        }
    }

    private static boolean maySendPoints(Role role) {
        return role == Role.ADMIN || role == Role.OPERATOR;
    }

    private static String encoded(@Nullable String user) {
        var bytes = (user == null ? "" : user).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static @Nullable String decoded(String user) {
        return TextCleaner.name(new String(Base64.getUrlDecoder().decode(user), StandardCharsets.UTF_8));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
