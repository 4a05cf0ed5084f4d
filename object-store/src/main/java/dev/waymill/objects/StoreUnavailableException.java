package dev.waymill.objects;

import java.io.IOException;

/// The store does not respond, is overloaded, or fails. The same call may succeed later; nothing is wrong with the
/// object.
public final class StoreUnavailableException extends IOException {
    StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
