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

/// Objects that are no longer needed. Confined to its loop's thread, except for [#deleteImport].
///
/// A file is stored before the row that owns it, so one without a row may be about to get one. It goes only when it
/// has been there for a day, and was without a row in the round before, too: a clock that jumps makes it old, but not
/// seen twice.
@Component
class StoredFiles {
    private static final Duration YOUNG = Duration.ofDays(1);
    private static final int BATCH = 500;
    /// Remembered from one round to the next; the others are found when these are gone.
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

    /// Deletes the file of that job, if there is one.
    ///
    /// @return whether it is gone
    boolean deleteImport(String owner, UUID job) {
        return delete(ImportObject.key(owner, job)) & delete(ImportObject.keyWithoutOwner(job));
    }

    /// One that cannot be deleted is tried again in the next round, and keeps no other.
    private boolean delete(String key) {
        try {
            objects.delete(key);
            return true;
        } catch (IOException e) {
            LOG.warn("Cannot delete an unneeded object, retrying in the next round, key={}: {}", key, e.toString());
            return false;
        }
    }

    /// Looks at all objects once.
    ///
    /// @return whether some should be looked at again soon, since they seem to be nobody's
    boolean deleteUnneeded() throws IOException {
        var found = new HashSet<String>();
        var young =
                jdbc.sql(NOW).query(OffsetDateTime.class).single().toInstant().minus(YOUNG);
        for (var folder : List.of(IMPORTS, CHUNKS)) {
            var batch = new HashMap<String, UUID>();
            inventory.list(folder, key -> {
                idOf(key).ifPresent(id -> batch.put(key, id));
                if (batch.size() == BATCH) {
                    look(folder, batch, young, found);
                    batch.clear();
                }
            });
            look(folder, batch, young, found);
        }
        suspects = found;
        return !found.isEmpty();
    }

    private static final String NOW = """
            SELECT clock_timestamp()
            """;

    /// Of an import, what is to become of its file: nothing needs it once the import has succeeded or was cancelled; as
    /// long as it may go on, or be retried, it does.
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

    private void look(String folder, Map<String, UUID> keys, Instant young, Set<String> found) throws IOException {
        var nobodys = new HashSet<>(keys.keySet());
        for (var owned : owned(folder, keys.values())) {
            for (var key : owned.keys(folder).toList()) {
                if (nobodys.remove(key) && owned.unneeded()) {
                    delete(key);
                }
            }
        }
        for (var key : nobodys) {
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

    /// What has another name was not put there by us.
    private static Optional<UUID> idOf(String key) {
        try {
            return Optional.of(UUID.fromString(key.substring(key.lastIndexOf('/') + 1)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
