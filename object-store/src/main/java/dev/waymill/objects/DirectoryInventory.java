package dev.waymill.objects;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The inventory of a [DirectoryObjectStore].
final class DirectoryInventory implements ObjectInventory {
    private final Path root;
    private final AbandonedPieces abandoned;

    /// @param root the store's directory
    DirectoryInventory(Path root, Clock clock) {
        this.root = root.toAbsolutePath().normalize();
        this.abandoned = new AbandonedPieces(this.root.resolve(".incoming"), clock, System::nanoTime);
    }

    @Override
    public void list(String folder, Taker taker) throws IOException {
        var top = root.resolve(folder);
        if (!Files.isDirectory(top)) {
            return;
        }
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var below = top.relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), "/");
                taker.take(folder + "/" + below);
                return FileVisitResult.CONTINUE;
            }

            /// The file was deleted in the meantime.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public Optional<Instant> storedAt(String key) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(root.resolve(key)).toInstant());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public int deleteAbandoned(Duration quiet) throws IOException {
        return abandoned.delete(quiet);
    }
}
