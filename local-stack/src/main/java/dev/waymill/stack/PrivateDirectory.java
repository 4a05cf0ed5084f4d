package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Directories that only their owner may access. On file systems without POSIX permissions (Windows), the
/// permissions of the parent folder apply.
public final class PrivateDirectory {
    private static final String OWNER_ONLY = "rwx------";

    private PrivateDirectory() {}

    /// Creates a private directory; an existing one is made private, too.
    public static Path create(Path directory) throws IOException {
        createIfMissing(directory);
        if (isPosix(directory)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(OWNER_ONLY));
        }
        return directory;
    }

    /// Creates a private directory at a path chosen by the user. An existing one keeps its permissions.
    static void createIfMissing(Path directory) throws IOException {
        FileAttribute<?>[] ownerOnly = isPosix(directory)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY))
                }
                : new FileAttribute<?>[0];
        Files.createDirectories(directory, ownerOnly);
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
