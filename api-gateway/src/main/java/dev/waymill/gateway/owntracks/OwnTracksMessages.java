package dev.waymill.gateway.owntracks;

import dev.waymill.formats.Format;
import dev.waymill.gateway.ingest.Body;
import dev.waymill.gateway.ingest.PointIngest;
import dev.waymill.gateway.ingest.Source;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Stores the points of OwnTracks messages, however they arrive. Thread-safe.
@Component
final class OwnTracksMessages {
    private final PointIngest ingest;

    OwnTracksMessages(PointIngest ingest) {
        this.ingest = ingest;
    }

    /// Takes a message or a list of them. After this returns, its points are stored.
    ///
    /// @param device the device that sent it; null if only the message may name it
    /// @throws dev.waymill.gateway.problem.ProblemException if the message is refused; then nothing is stored
    void take(String owner, @Nullable String device, Body body) throws IOException {
        try (var received = ingest.open(owner, point -> device == null ? point : point.withDevice(device))) {
            // The app publishes an empty message to delete a friend.
            if (!body.isEmpty()) {
                ingest.read(body, Format.OWNTRACKS, received);
            }
            ingest.keep(owner, Source.OWNTRACKS, received);
            PointIngest.refuseUnlessUnderstood(received);
        }
    }
}
