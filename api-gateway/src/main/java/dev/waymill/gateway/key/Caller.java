package dev.waymill.gateway.key;

import java.security.Principal;

/// The caller of a request: the principal of every authenticated request.
///
/// @param owner the owner whose data the caller can read and change
/// @param keyId the id of the key that the caller used
public record Caller(String owner, String keyId) implements Principal {
    @Override
    public String getName() {
        return owner;
    }
}
