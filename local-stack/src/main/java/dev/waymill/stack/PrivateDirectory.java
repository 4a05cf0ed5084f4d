package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Directories that only their owner may look into. File systems without such permissions (Windows) rely on those of
/// the folder above.
public final class PrivateDirectory {
    private static final String OWNER_ONLY = "rwx------";

    private PrivateDirectory() {}

    /// A directory of ours; one that is there already is closed, too.
    public static Path create(Path directory) throws IOException {
        createIfMissing(directory);
        if (isPosix(directory)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(OWNER_ONLY));
        }
        return directory;
    }

    /// One that somebody else has chosen: it is private when it is made here, and else stays as it is.
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
