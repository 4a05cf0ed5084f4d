package dev.waymill.objects;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/// Objects as files below one directory, which all services that share them can reach.
/// An object is written beside its place, forced to disk, then renamed into it: whoever sees it sees all of it.
public final class DirectoryObjectStore implements ObjectStore {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path root;
    private final Path incoming;

    public DirectoryObjectStore(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        this.incoming = Files.createDirectories(this.root.resolve(".incoming"));
    }

    @Override
    public StoredObject put(String key, InputStream content, long maxBytes)
            throws IOException, ObjectTooLargeException {
        Path place = placeOf(key);
        Path partial = incoming.resolve(UUID.randomUUID().toString());
        try {
            var stored = write(key, content, maxBytes, partial);
            Path folder = Objects.requireNonNull(place.getParent(), "a place below the root has a parent");
            Files.createDirectories(folder);
            Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory(folder);
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
        var digest = sha256();
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

    /// The name of a new file is durable only once its directory is.
    private static void forceDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path placeOf(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("Not an object key: " + key);
        }
        return root.resolve(key);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
