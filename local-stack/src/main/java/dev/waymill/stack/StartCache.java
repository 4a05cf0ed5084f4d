package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/// What a program's JVM does with its start cache (AOT cache): a file with the program's classes, read and linked
/// by an earlier run. A cache is bound to the JVM and to the jars it was made of; a missing, damaged or outdated one
/// is ignored, and the start is only slower.
public enum StartCache {
    /// Start from the cache if it fits.
    USE(Duration.ZERO) {
        @Override
        public List<String> options(Path cache) {
            return List.of("-XX:AOTCache=" + cache, QUIET);
        }
    },
    /// Write a new cache when the program ends in good order, which takes several seconds. See [#replace].
    MAKE(Duration.ofMinutes(3)) {
        @Override
        public List<String> options(Path cache) {
            return List.of("-XX:AOTCacheOutput=" + unfinished(cache), QUIET);
        }
    };

    /// The JVM has many words for a cache that does not fit, in the log of the program. We have none.
    private static final String QUIET = "-Xlog:aot*=off";

    private final Duration timeToWrite;

    StartCache(Duration timeToWrite) {
        this.timeToWrite = timeToWrite;
    }

    /// Options of the program's JVM. Its other options, the garbage collector above all, must be the same each time.
    public abstract List<String> options(Path cache);

    /// How much longer than usual the program may take to end.
    public Duration timeToWrite() {
        return timeToWrite;
    }

    /// Puts the cache that a run with [#MAKE] has written in the place of the last one.
    ///
    /// @return false when the run has left none
    public static boolean replace(Path cache) throws IOException {
        var made = unfinished(cache);
        // The JVM deletes this when the cache is whole.
        if (!Files.exists(made) || Files.deleteIfExists(configuration(made))) {
            Files.deleteIfExists(made);
            return false;
        }
        Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private static Path unfinished(Path cache) {
        return cache.resolveSibling(cache.getFileName() + ".new");
    }

    private static Path configuration(Path made) {
        return made.resolveSibling(made.getFileName() + ".config");
    }
}
