package dev.waymill.objects;

import java.io.IOException;
import java.io.InputStream;

/// Storage for files too big for events and databases. Thread-safe.
public interface ObjectStore {
    /// Stores what the stream holds under that key, with bounded memory, and returns once it would survive a
    /// power cut.
    ///
    /// @param key path-like: segments of letters, digits, `-`, `_` and `.`, joined by `/`
    /// @param maxBytes the most it may hold
    /// @throws ObjectTooLargeException as soon as the stream turns out longer; nothing is kept then
    StoredObject put(String key, InputStream content, long maxBytes) throws IOException, ObjectTooLargeException;

    /// The bytes of a stored object, from the start.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is no such object
    InputStream open(String key) throws IOException;

    /// Removes the object; one that is not there is no error.
    void delete(String key) throws IOException;

    /// What was stored.
    ///
    /// @param bytes its size
    /// @param sha256 64 lower-case hex digits, computed while it was written
    record StoredObject(String key, long bytes, String sha256) {}
}
