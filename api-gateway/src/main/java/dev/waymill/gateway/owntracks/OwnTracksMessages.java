package dev.waymill.gateway.owntracks;

import dev.waymill.formats.Format;
import dev.waymill.gateway.ingest.Body;
import dev.waymill.gateway.ingest.PointIngest;
import dev.waymill.gateway.ingest.Source;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/// Stores the points of OwnTracks messages, however they arrive. Thread-safe.
@Component
public final class OwnTracksMessages {
    private final PointIngest ingest;
    private final OwnTracksKeys keys;

    OwnTracksMessages(PointIngest ingest, OwnTracksKeys keys) {
        this.ingest = ingest;
        this.keys = keys;
    }

    /// Takes a message or a list of them. After this returns, its points are stored. One encrypted message is
    /// decrypted with the key of the device.
    ///
    /// @param device the device that sent it; null if only the message may name it
    /// @throws ProblemException if the message is refused; then nothing is stored
    public void take(String owner, @Nullable String device, Body body) throws IOException {
        var encrypted = EncryptedMessage.in(body.head());
        if (encrypted.isEmpty()) {
            takePlain(owner, device, body);
            return;
        }
        var key = device == null ? null : keys.find(owner, device).orElse(null);
        var plain = key == null ? null : SecretBox.open(key, encrypted.get()).orElse(null);
        if (plain == null) {
            countRefused(owner, body);
            throw new ProblemException(ProblemCode.NO_USABLE_POINT, advice(device, key != null));
        }
        takePlain(owner, device, Body.of(plain));
    }

    private void takePlain(String owner, @Nullable String device, Body body) throws IOException {
        try (var received = ingest.open(owner, point -> device == null ? point : point.withDevice(device))) {
            // The app publishes an empty message to delete a friend.
            if (!body.isEmpty()) {
                ingest.read(body, Format.OWNTRACKS, received);
            }
            ingest.keep(owner, Source.OWNTRACKS, received);
            PointIngest.refuseUnlessUnderstood(received);
        }
    }

    /// Counts and logs an encrypted message as the reader does, since a phone shows no responses.
    private void countRefused(String owner, Body body) throws IOException {
        try (var received = ingest.open(owner)) {
            ingest.read(body, Format.OWNTRACKS, received);
            ingest.keep(owner, Source.OWNTRACKS, received);
        }
    }

    private static String advice(@Nullable String device, boolean hasKey) {
        if (device == null) {
            return "The message is encrypted, and the request names no device. Nothing was stored. Set the device id"
                    + " in the app.";
        }
        var address = "PUT /api/v1/devices/" + UriUtils.encodePathSegment(device, "UTF-8") + "/owntracks-key";
        return hasKey
                ? "The key of the device \"%s\" does not open the message. Nothing was stored. Set the app's key again: %s."
                        .formatted(device, address)
                : "The message is encrypted, and the device \"%s\" has no key. Nothing was stored. Set the app's key: %s."
                        .formatted(device, address);
    }
}
