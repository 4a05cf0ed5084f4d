package dev.waymill.gateway.live;

import dev.waymill.events.ImportFile;
import dev.waymill.formats.Format;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.objects.ImportObject;
import dev.waymill.objects.ObjectStore;
import dev.waymill.objects.ObjectTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Stores points as files in the object store. Thread-safe.
@Component
final class LivePointFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LivePointFiles.class);

    private final ObjectStore objects;
    private final Clock clock;

    LivePointFiles(ObjectStore objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    /// Stores the file of a job. It has no grace period: the owner need not confirm live points.
    ImportFile store(String owner, UUID job, List<TimelinePoint> points) {
        var bytes = PointLines.of(points);
        var name = "live points " + clock.instant().truncatedTo(ChronoUnit.SECONDS);
        try {
            var stored = objects.put(ImportObject.key(owner, job), new ByteArrayInputStream(bytes), bytes.length);
            return new ImportFile(
                    name, stored.sha256(), stored.bytes(), Format.POINTS.code(), Duration.ZERO, null, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ObjectTooLargeException e) {
            throw new IllegalStateException("An array cannot exceed its own length", e);
        }
    }

    /// Deletes the file of a job that was not created, if there is one.
    void discard(String owner, UUID job) {
        var key = ImportObject.key(owner, job);
        try {
            objects.delete(key);
        } catch (IOException e) {
            LOG.warn("Cannot delete an orphaned object; retention deletes it later, key={}", key, e);
        }
    }
}
