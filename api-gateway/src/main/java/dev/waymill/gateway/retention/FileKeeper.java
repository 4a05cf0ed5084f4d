package dev.waymill.gateway.retention;

import dev.waymill.objects.ObjectInventory;
import dev.waymill.runtime.loop.Loop;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/// Runs retention for the object store. Confined to its loop's thread.
@Component
class FileKeeper {
    /// An upload that has received nothing for this long has lost its connection.
    private static final Duration QUIET = Duration.ofDays(1);
    /// The number of rounds between two scans of all objects.
    private static final int ROUNDS = 60;

    /// The longest time for a scan of all objects, when there are millions.
    private static final Duration LONGEST_ROUND = Duration.ofHours(2);

    private static final Logger LOG = LoggerFactory.getLogger(FileKeeper.class);

    private final ObjectInventory objects;
    private final StoredFiles files;
    private int roundsToGo;

    FileKeeper(ObjectInventory objects, StoredFiles files) {
        this.objects = objects;
        this.files = files;
    }

    @Bean
    static Loop filesLoop(FileKeeper keeper) {
        return new Loop("files", Duration.ofMinutes(1), LONGEST_ROUND, keeper::tick);
    }

    /// Deletes partial files in every round. Scans all objects once an hour, and again after a minute if some
    /// seem to be orphaned.
    ///
    /// @return false: the next round follows a minute later
    boolean tick() throws IOException {
        int deleted = objects.deleteAbandoned(QUIET);
        if (deleted > 0) {
            LOG.info("Deleted partial files of interrupted uploads, files={}", deleted);
        }
        if (roundsToGo-- <= 0) {
            roundsToGo = files.deleteUnneeded() ? 0 : ROUNDS;
        }
        return false;
    }
}
