package dev.waymill.gateway.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/// Writes the first admin key to a file at the first start, before the gateway serves requests. The file is
/// written before the row: after a crash between the two, the next start registers the key in the file. The
/// other order would leave a registered key that is in no file. If two gateways start at once, both may write;
/// then both keys are registered and the file holds one of them.
@Component
final class AdminKeyFile implements SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(AdminKeyFile.class);
    private static final String OWNER = "admin";

    private final KeyProperties properties;
    private final KeyRepository keys;

    AdminKeyFile(KeyProperties properties, KeyRepository keys) {
        this.properties = properties;
        this.keys = keys;
    }

    @Override
    public void afterSingletonsInstantiated() {
        var file = properties.adminFile();
        if (file != null) {
            ensure(file);
        }
    }

    /// Ensures that the file holds a key and that the key is registered. A revoked key stays revoked: to get a
    /// new one, delete the file and restart.
    void ensure(Path file) {
        try {
            if (!Files.exists(file)) {
                write(file.toAbsolutePath(), ApiKey.random());
                LOG.info("Wrote a new admin key, file={}", file);
            }
            register(file, read(file));
        } catch (IOException e) {
            throw new UncheckedIOException("The admin key file " + file + " cannot be read or written", e);
        }
    }

    private void register(Path file, ApiKey key) {
        var known = keys.findById(key.id());
        if (known.isEmpty()) {
            register(key);
        } else if (known.get().revokedAt() != null) {
            LOG.warn("The admin key in the file is revoked. Delete the file to create a new key, file={}", file);
        }
    }

    private void register(ApiKey key) {
        try {
            keys.save(new StoredKey(key, OWNER, Role.ADMIN, "first admin key"));
            LOG.info("Registered the admin key, id={}", key.id());
        } catch (DataIntegrityViolationException _) {
            LOG.debug("Another gateway has registered the admin key, id={}", key.id());
        }
    }

    private static ApiKey read(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        return ApiKey.parse(text)
                .orElseThrow(() -> new IllegalStateException(
                        "The file " + file + " does not contain a key. Delete it to create a new one"));
    }

    /// Writes the file atomically. Other users can never read it, not even while it is written.
    private static void write(Path file, ApiKey key) throws IOException {
        var folder = Files.createDirectories(Objects.requireNonNull(file.getParent(), "a file has a folder"));
        var partial = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var channel = FileChannel.open(partial, options, ownerOnly(folder))) {
                channel.write(ByteBuffer.wrap((key.text() + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /// On file systems without POSIX permissions (Windows), the permissions of the folder apply.
    private static FileAttribute<?>[] ownerOnly(Path folder) {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }
}
