package dev.waymill.gateway.key;

import java.security.Principal;

/// Who makes this request: the principal of every authenticated request.
///
/// @param owner whose data the caller sees and changes
/// @param keyId which of the owner's keys it was
public record Caller(String owner, String keyId) implements Principal {
    @Override
    public String getName() {
        return owner;
    }
}
