package dev.waymill.gateway.key;

import java.security.MessageDigest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Is this text a key that is good now? One indexed query per request and no cache, so that a revoked key is refused
/// from the next request on.
@Component
final class KeyVerifier {
    private final KeyRepository keys;
    private final byte[] nobodysHash = ApiKey.random().secretHash();

    KeyVerifier(KeyRepository keys) {
        this.keys = keys;
    }

    /// A caller whose key is good.
    record Verified(Caller caller, Role role) {}

    Optional<Verified> verify(String text) {
        return ApiKey.parse(text).flatMap(this::verify);
    }

    /// An unknown id costs the same comparison as a known one.
    private Optional<Verified> verify(ApiKey key) {
        var credential = keys.findByIdAndRevokedAtIsNull(key.id());
        byte[] expected = credential.map(KeyRepository.Credential::secretHash).orElse(nobodysHash);
        boolean matches = MessageDigest.isEqual(expected, key.secretHash());
        return credential
                .filter(_ -> matches)
                .map(found -> new Verified(new Caller(found.owner(), key.id()), found.role()));
    }
}
