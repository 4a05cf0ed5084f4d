package dev.waymill.gateway.upload.tus;

import dev.waymill.runtime.loop.Loop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/// Deletes expired uploads. Several gateways may do so at once.
@Component
class UploadSweep {
    /// How long an expired upload is reported as expired before its row is deleted.
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private static final int BATCH = 1_000;

    private final UploadStore uploads;
    private final Chunks chunks;

    UploadSweep(UploadStore uploads, Chunks chunks) {
        this.uploads = uploads;
        this.chunks = chunks;
    }

    @Bean
    static Loop uploadSweepLoop(UploadSweep sweep) {
        return new Loop("uploads", Duration.ofMinutes(1), sweep::tick);
    }

    boolean tick() {
        chunks.discardExpired();
        return uploads.forgetExpired(REMEMBERED, BATCH) == BATCH;
    }
}
