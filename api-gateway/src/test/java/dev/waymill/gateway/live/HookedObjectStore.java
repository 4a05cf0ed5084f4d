package dev.waymill.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waymill.objects.ObjectStore;
import dev.waymill.objects.ObjectTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// An object store that runs a hook before it writes an object.
final class HookedObjectStore implements ObjectStore {
    private final ObjectStore real;
    private final Hook hook;

    HookedObjectStore(ObjectStore real, Hook hook) {
        this.real = real;
        this.hook = hook;
    }

    /// What happens before an object is written; it may fail or take long.
    interface Hook {
        void run(String content) throws IOException, InterruptedException;
    }

    @Override
    public StoredObject put(String key, InputStream content, long maxBytes)
            throws IOException, ObjectTooLargeException {
        var bytes = content.readAllBytes();
        try {
            hook.run(new String(bytes, UTF_8));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return real.put(key, new ByteArrayInputStream(bytes), maxBytes);
    }

    @Override
    public InputStream open(String key) throws IOException {
        return real.open(key);
    }

    @Override
    public void delete(String key) throws IOException {
        real.delete(key);
    }
}
