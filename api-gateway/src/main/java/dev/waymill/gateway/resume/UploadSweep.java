package dev.waymill.gateway.resume;

import java.time.Duration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Takes away what nobody goes on with. Any number of gateways may do so at once.
@Component
class UploadSweep {
    /// How long an expired upload is answered with "expired" before nobody knows it any more.
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final UploadStore uploads;
    private final Chunks chunks;

    UploadSweep(UploadStore uploads, Chunks chunks) {
        this.uploads = uploads;
        this.chunks = chunks;
    }

    @Scheduled(fixedDelay = 60_000)
    void tick() {
        chunks.discardExpired();
        uploads.forgetExpired(REMEMBERED);
    }
}
