package dev.waymill.objects;

import java.io.IOException;
import java.io.InputStream;

/// Storage for files too big for events and databases. Thread-safe. A store that does not respond is an
/// [IOException] within minutes, never a hang.
public interface ObjectStore {
    /// Stores the stream's content under the key, with bounded memory, in place of what was there. After it
    /// returns, the object survives a power failure. Until then, nothing of it can be opened.
    ///
    /// @param key path-like: segments of letters, digits, `-`, `_` and `.`, joined by `/`
    /// @param maxBytes the maximum size
    /// @throws ObjectTooLargeException as soon as the stream exceeds the maximum; nothing is stored then
    StoredObject put(String key, InputStream content, long maxBytes) throws IOException, ObjectTooLargeException;

    /// Opens a stored object for reading from the start. The stream either gives all its bytes or fails.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is no such object
    InputStream open(String key) throws IOException;

    /// Deletes the object. A missing object is not an error.
    void delete(String key) throws IOException;

    /// A stored object.
    ///
    /// @param bytes its size
    /// @param sha256 64 lower-case hex digits, computed while it was written
    record StoredObject(String key, long bytes, String sha256) {}
}
