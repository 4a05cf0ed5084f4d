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

    /// Deletes partial files of a `put` whose process died. Call it repeatedly: a file is abandoned if it did
    /// not change between two calls and was not written to for `quiet`.
    ///
    /// @return the number of bytes freed
    long deleteAbandoned(Duration quiet) throws IOException;
}
