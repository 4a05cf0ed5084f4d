package dev.waymill.objects;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Lists the contents of an [ObjectStore], for clean-up. Thread-safe.
public interface ObjectInventory {
    /// Receives a key.
    @FunctionalInterface
    interface Taker {
        void take(String key) throws IOException;
    }

    /// Lists all objects in a folder, in any order and with bounded memory. Objects that are added or deleted
    /// meanwhile may be included or not.
    ///
    /// @param folder a key prefix without the trailing `/`
    void list(String folder, Taker taker) throws IOException;

    /// Returns when the object was stored, by the store's clock; empty if there is no such object.
    Optional<Instant> storedAt(String key) throws IOException;

    /// Deletes what a `put` left when its process died. Call it repeatedly, since a directory deletes a file only
    /// when it did not change between two calls.
    ///
    /// @param quiet how long nothing was written; longer than any `put` pauses
    /// @return how many were deleted
    int deleteAbandoned(Duration quiet) throws IOException;
}
