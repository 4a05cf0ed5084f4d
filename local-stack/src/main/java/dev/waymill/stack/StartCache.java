package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/// How a program uses its AOT cache: a file with the program's classes, loaded and linked by an earlier run. A
/// cache is valid for one JVM and one set of jars. A missing, damaged or outdated cache is ignored; the start
/// is only slower.
public enum StartCache {
    /// Start from the cache if it is valid.
    USE(Duration.ZERO) {
        @Override
        public List<String> options(Path cache) {
            return List.of("-XX:AOTCache=" + cache, QUIET);
        }
    },
    /// Write a new cache when the program exits normally, which takes several seconds. See [#replace].
    MAKE(Duration.ofMinutes(3)) {
        @Override
        public List<String> options(Path cache) {
            return List.of("-XX:AOTCacheOutput=" + unfinished(cache), QUIET);
        }
    };

    /// Suppresses the JVM's many log messages about an invalid cache.
    private static final String QUIET = "-Xlog:aot*=off";

    private final Duration timeToWrite;

    StartCache(Duration timeToWrite) {
        this.timeToWrite = timeToWrite;
    }

    /// Returns the options for the program's JVM. Its other options, especially the garbage collector, must be
    /// the same for each run.
    public abstract List<String> options(Path cache);

    /// Returns how much longer than usual the program may take to exit.
    public Duration timeToWrite() {
        return timeToWrite;
    }

    /// Replaces the cache with the one written by a run with [#MAKE].
    ///
    /// @return false if that run has written none
    public static boolean replace(Path cache) throws IOException {
        var made = unfinished(cache);
        // The JVM deletes this file when the cache is complete.
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
