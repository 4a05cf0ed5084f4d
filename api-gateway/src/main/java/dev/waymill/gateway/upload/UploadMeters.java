package dev.waymill.gateway.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// Measures uploads. Thread-safe.
@Component
class UploadMeters {
    private final AtomicInteger open = new AtomicInteger();
    private final Counter refused;
    private final Counter bytes;

    UploadMeters(MeterRegistry meters) {
        Gauge.builder("waymill.uploads.open", open, AtomicInteger::get)
                .description("Requests that upload a file or a part of one")
                .register(meters);
        refused = Counter.builder("waymill.uploads.refused")
                .description("Uploads refused because too many were open")
                .register(meters);
        bytes = Counter.builder("waymill.uploads.stored")
                .description("Bytes of complete files that were stored")
                .baseUnit("bytes")
                .register(meters);
    }

    <T> T measure(Supplier<T> upload) {
        open.incrementAndGet();
        try {
            return upload.get();
        } finally {
            open.decrementAndGet();
        }
    }

    void refused() {
        refused.increment();
    }

    void stored(long more) {
        bytes.increment(more);
    }
}
