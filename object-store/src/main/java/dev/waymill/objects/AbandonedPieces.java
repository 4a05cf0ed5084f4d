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

/// Half-written files of puts whose process died. Thread-safe: guarded by this.
///
/// A clock that jumps must not take a file from under a put that is alive. So age is not enough: a file goes only when
/// it was seen before, at least a minute ago by a clock that does not jump, and has not changed since. Whoever
/// writes so slowly has lost its connection long ago.
final class AbandonedPieces {
    private static final long BETWEEN_SIGHTINGS = Duration.ofMinutes(1).toNanos();
    /// The rest is looked at when these are gone.
    private static final int MOST_SIGHTINGS = 10_000;

    private final Path folder;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Map<Path, Sighting> seen = new HashMap<>();

    private record Sighting(long bytes, FileTime changed, long at) {}

    /// @param nanos never goes back
    AbandonedPieces(Path folder, Clock clock, LongSupplier nanos) {
        this.folder = folder;
        this.clock = clock;
        this.nanos = nanos;
    }

    /// @return the bytes that are free now
    /// @throws IOException when one could not be deleted; the others were
    synchronized long delete(Duration quiet) throws IOException {
        var oldest = FileTime.from(clock.instant().minus(quiet));
        var before = Map.copyOf(seen);
        seen.clear();
        var visitor = new Visitor(oldest, before);
        Files.walkFileTree(folder, visitor);
        if (visitor.failure != null) {
            throw visitor.failure;
        }
        return visitor.freed;
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final FileTime oldest;
        private final Map<Path, Sighting> before;
        private long freed;
        private @Nullable IOException failure;

        Visitor(FileTime oldest, Map<Path, Sighting> before) {
            this.oldest = oldest;
            this.before = before;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && attributes.lastModifiedTime().compareTo(oldest) < 0) {
                look(file, new Sighting(attributes.size(), attributes.lastModifiedTime(), nanos.getAsLong()));
            }
            return FileVisitResult.CONTINUE;
        }

        private void look(Path file, Sighting now) {
            var first = before.getOrDefault(file, now);
            boolean same = first.bytes() == now.bytes() && first.changed().equals(now.changed());
            if (same && now.at() - first.at() >= BETWEEN_SIGHTINGS) {
                delete(file, now.bytes());
            } else if (seen.size() < MOST_SIGHTINGS) {
                seen.put(file, same ? first : now);
            }
        }

        private void delete(Path file, long bytes) {
            try {
                if (Files.deleteIfExists(file)) {
                    freed += bytes;
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        /// It has become an object, or another gateway has deleted it.
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }
    }
}
