package dev.waymill.gateway.retention;

import dev.waymill.gateway.job.HistoryProperties;
import dev.waymill.objects.ImportObject;
import dev.waymill.objects.ObjectInventory;
import dev.waymill.objects.ObjectStore;
import java.io.IOException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Deletes objects that are no longer needed. Confined to its loop's thread, except for [#deleteImport].
///
/// A file is stored before its row is inserted, so an object without a row may still get one. An orphaned
/// object is deleted only when it is at least a day old and also had no row in the previous round. A clock that
/// jumps can make an object look old, but it cannot make the object fail two checks.
@Component
class StoredFiles {
    private static final Duration YOUNG = Duration.ofDays(1);
    private static final int BATCH = 500;
    /// The most keys that are remembered until the next round. Further ones are found after these are deleted.
    private static final int MOST_SUSPECTS = 10_000;

    private static final String IMPORTS = "imports";
    private static final String CHUNKS = "uploads";
    private static final Logger LOG = LoggerFactory.getLogger(StoredFiles.class);

    private final ObjectStore objects;
    private final ObjectInventory inventory;
    private final JdbcClient jdbc;
    private final HistoryProperties properties;
    private Set<String> suspects = Set.of();

    StoredFiles(ObjectStore objects, ObjectInventory inventory, JdbcClient jdbc, HistoryProperties properties) {
        this.objects = objects;
        this.inventory = inventory;
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /// Deletes the file of the job, if there is one.
    ///
    /// @return whether the file is gone
    boolean deleteImport(String owner, UUID job) {
        return delete(ImportObject.key(owner, job)) & delete(ImportObject.keyWithoutOwner(job));
    }

    /// An object that cannot be deleted is tried again in the next round. It does not stop the others.
    private boolean delete(String key) {
        try {
            objects.delete(key);
            return true;
        } catch (IOException e) {
            LOG.warn("Cannot delete an unneeded object, retrying in the next round, key={}: {}", key, e.toString());
            return false;
        }
    }

    /// Scans all objects once and deletes those that are not needed.
    ///
    /// @return whether another scan should follow soon, because some objects seem to be orphaned
    boolean deleteUnneeded() throws IOException {
        var found = new HashSet<String>();
        var young =
                jdbc.sql(NOW).query(OffsetDateTime.class).single().toInstant().minus(YOUNG);
        for (var folder : List.of(IMPORTS, CHUNKS)) {
            var batch = new HashMap<String, UUID>();
            inventory.list(folder, key -> {
                idOf(key).ifPresent(id -> batch.put(key, id));
                if (batch.size() == BATCH) {
                    check(folder, batch, young, found);
                    batch.clear();
                }
            });
            check(folder, batch, young, found);
        }
        suspects = found;
        return !found.isEmpty();
    }

    private static final String NOW = """
            SELECT clock_timestamp()
            """;

    /// Tells for each import whether its file is still needed. The file is not needed once the import has
    /// succeeded or was cancelled; it is needed as long as the import may continue or be retried.
    private static final String OF_JOBS = """
            SELECT id, owner, state IN ('succeeded', 'cancelled')
                       AND finished_at < clock_timestamp() - :keepMillis * INTERVAL '1 millisecond' AS unneeded
            FROM job WHERE id = ANY (:ids::uuid[])
            """;

    private static final String OF_UPLOADS = """
            SELECT id, '' AS owner, false AS unneeded FROM upload_chunk WHERE id = ANY (:ids::uuid[])
            """;

    private record Owned(UUID id, String owner, boolean unneeded) {
        Stream<String> keys(String folder) {
            return folder.equals(CHUNKS)
                    ? Stream.of(CHUNKS + "/" + id)
                    : Stream.of(ImportObject.key(owner, id), ImportObject.keyWithoutOwner(id));
        }
    }

    private void check(String folder, Map<String, UUID> keys, Instant young, Set<String> found) throws IOException {
        var unowned = new HashSet<>(keys.keySet());
        for (var owned : owned(folder, keys.values())) {
            for (var key : owned.keys(folder).toList()) {
                if (unowned.remove(key) && owned.unneeded()) {
                    delete(key);
                }
            }
        }
        for (var key : unowned) {
            if (inventory.storedAt(key).filter(young::isAfter).isEmpty()) {
                continue;
            }
            if (suspects.contains(key)) {
                LOG.info("Deleted an orphaned object, key={}", key);
                delete(key);
            } else if (found.size() < MOST_SUSPECTS) {
                found.add(key);
            }
        }
    }

    private List<Owned> owned(String folder, Collection<UUID> ids) {
        return jdbc.sql(folder.equals(IMPORTS) ? OF_JOBS : OF_UPLOADS)
                .param("ids", ids.stream().map(UUID::toString).toArray(String[]::new), Types.ARRAY)
                .param("keepMillis", properties.files().toMillis())
                .query(Owned.class)
                .list();
    }

    /// Returns the id at the end of the key. Waymill did not write objects with other names, and leaves them
    /// alone.
    private static Optional<UUID> idOf(String key) {
        try {
            return Optional.of(UUID.fromString(key.substring(key.lastIndexOf('/') + 1)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
