package dev.waymill.objects;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What lies in an [ObjectStore], for whoever clears it up. Thread-safe.
public interface ObjectInventory {
    /// Takes a key.
    @FunctionalInterface
    interface Taker {
        void take(String key) throws IOException;
    }

    /// Names all objects below that folder, in no order and with bounded memory; what comes or goes meanwhile may be
    /// among them or not.
    ///
    /// @param folder as the key of an object would begin, without the last `/`
    void list(String folder, Taker taker) throws IOException;

    /// When the object was stored, by the store's clock; empty when there is no such object.
    Optional<Instant> storedAt(String key) throws IOException;

    /// Removes what a `put` has left behind whose process died. To be called again and again: what did not change
    /// between two calls, and has not been written to for that long, belongs to nobody.
    ///
    /// @return the bytes that are free now
    long deleteAbandoned(Duration quiet) throws IOException;
}
