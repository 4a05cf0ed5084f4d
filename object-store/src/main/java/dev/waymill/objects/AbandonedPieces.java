package dev.waymill.objects;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Deletes partial files of puts whose process died. Thread-safe: guarded by this.
///
/// A jump of the system clock must not delete the file of a put in progress, so age is not sufficient. A file
/// is deleted only if it was also seen at least a minute ago by a monotonic clock and has not changed since. A
/// put that writes more slowly has lost its connection by then.
final class AbandonedPieces {
    private static final long BETWEEN_SIGHTINGS = Duration.ofMinutes(1).toNanos();
    /// Further files are examined after these are deleted.
    private static final int MOST_SIGHTINGS = 10_000;

    private final Path folder;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Map<Path, Sighting> seen = new HashMap<>();

    private record Sighting(long bytes, FileTime changed, long at) {}

    /// @param nanos a monotonic clock
    AbandonedPieces(Path folder, Clock clock, LongSupplier nanos) {
        this.folder = folder;
        this.clock = clock;
        this.nanos = nanos;
    }

    /// Deletes abandoned files.
    ///
    /// @return how many were deleted
    /// @throws IOException if a file could not be deleted; the others were deleted
    synchronized int delete(Duration quiet) throws IOException {
        var oldest = FileTime.from(clock.instant().minus(quiet));
        var before = Map.copyOf(seen);
        seen.clear();
        var visitor = new Visitor(oldest, before);
        Files.walkFileTree(folder, visitor);
        if (visitor.failure != null) {
            throw visitor.failure;
        }
        return visitor.deleted;
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final FileTime oldest;
        private final Map<Path, Sighting> before;
        private int deleted;
        private @Nullable IOException failure;

        Visitor(FileTime oldest, Map<Path, Sighting> before) {
            this.oldest = oldest;
            this.before = before;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && attributes.lastModifiedTime().compareTo(oldest) < 0) {
                check(file, new Sighting(attributes.size(), attributes.lastModifiedTime(), nanos.getAsLong()));
            }
            return FileVisitResult.CONTINUE;
        }

        private void check(Path file, Sighting now) {
            var first = before.getOrDefault(file, now);
            boolean same = first.bytes() == now.bytes() && first.changed().equals(now.changed());
            if (same && now.at() - first.at() >= BETWEEN_SIGHTINGS) {
                delete(file);
            } else if (seen.size() < MOST_SIGHTINGS) {
                seen.put(file, same ? first : now);
            }
        }

        private void delete(Path file) {
            try {
                if (Files.deleteIfExists(file)) {
                    deleted++;
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        /// The file was moved to its key, or another gateway has deleted it.
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }
    }
}
