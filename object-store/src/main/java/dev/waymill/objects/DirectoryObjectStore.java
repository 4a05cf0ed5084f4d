package dev.waymill.objects;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Stores objects as files in one directory, which all services that use the store can access.
///
/// An object is written to a temporary file, forced to disk, then renamed to its key, so readers see either the
/// whole object or nothing. The parent of each new folder is forced too, before an object in it counts as
/// stored.
final class DirectoryObjectStore implements ObjectStore {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_REMEMBERED = 10_000;

    private final Path root;
    private final Path incoming;
    private final Force force;
    private final Set<Path> forced = ConcurrentHashMap.newKeySet();

    DirectoryObjectStore(Path root) throws IOException {
        this(root, DirectoryObjectStore::forceDirectory);
    }

    DirectoryObjectStore(Path root, Force force) throws IOException {
        this.force = force;
        this.root = root.toAbsolutePath().normalize();
        this.incoming = this.root.resolve(".incoming");
        createFolder(incoming);
    }

    /// Makes the entries of a directory durable.
    @FunctionalInterface
    interface Force {
        void directory(Path directory) throws IOException;
    }

    @Override
    public StoredObject put(String key, InputStream content, long maxBytes)
            throws IOException, ObjectTooLargeException {
        Path place = placeOf(key);
        Path partial = incoming.resolve(UUID.randomUUID().toString());
        try {
            var stored = write(key, content, maxBytes, partial);
            Path folder = parentOf(place);
            createFolder(folder);
            Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force.directory(folder);
            return stored;
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    @Override
    public InputStream open(String key) throws IOException {
        return Files.newInputStream(placeOf(key));
    }

    @Override
    public void delete(String key) throws IOException {
        Files.deleteIfExists(placeOf(key));
    }

    private static StoredObject write(String key, InputStream content, long maxBytes, Path file)
            throws IOException, ObjectTooLargeException {
        var digest = Digests.sha256();
        var buffer = new byte[BUFFER_BYTES];
        long total = 0;
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                total += read;
                if (total > maxBytes) {
                    throw new ObjectTooLargeException(maxBytes);
                }
                digest.update(buffer, 0, read);
                for (var bytes = ByteBuffer.wrap(buffer, 0, read); bytes.hasRemaining(); ) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        return new StoredObject(key, total, HexFormat.of().formatHex(digest.digest()));
    }

    /// Creates a folder and forces its parent. An existing folder may not be durable either, because the
    /// process that created it may have died before forcing it. So each process forces it once.
    private void createFolder(Path folder) throws IOException {
        if (forced.contains(folder) && Files.isDirectory(folder)) {
            return;
        }
        if (!folder.equals(root)) {
            createFolder(parentOf(folder));
        }
        Files.createDirectories(folder);
        force.directory(parentOf(folder));
        if (forced.size() >= MOST_REMEMBERED) {
            forced.clear();
        }
        forced.add(folder);
    }

    private static Path parentOf(Path folder) {
        return Objects.requireNonNull(folder.getParent(), "a place below the root has a parent");
    }

    /// The name of a new file is durable only after its directory was forced.
    private static void forceDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path placeOf(String key) {
        return root.resolve(ObjectKey.requireValid(key));
    }
}
