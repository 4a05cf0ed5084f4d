package dev.waymill.gateway.key;

import java.security.MessageDigest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Checks whether a text is a valid key. Each request runs one indexed query and there is no cache, so a
/// revoked key is refused from the next request on.
@Component
final class KeyVerifier {
    private final KeyStates keys;
    private final byte[] dummyHash = ApiKey.random().secretHash();

    KeyVerifier(KeyStates keys) {
        this.keys = keys;
    }

    /// A caller with a valid key, and its role.
    record Verified(Caller caller, Role role) {}

    Optional<Verified> verify(String text) {
        return ApiKey.parse(text).flatMap(this::verify);
    }

    /// Compares hashes for an unknown id too, so that both cases take the same time.
    private Optional<Verified> verify(ApiKey key) {
        var credential = keys.findValid(key.id());
        byte[] expected = credential.map(KeyStates.Credential::secretHash).orElse(dummyHash);
        boolean matches = MessageDigest.isEqual(expected, key.secretHash());
        return credential
                .filter(_ -> matches)
                .map(found -> new Verified(new Caller(found.owner(), key.id()), found.role()));
    }
}
