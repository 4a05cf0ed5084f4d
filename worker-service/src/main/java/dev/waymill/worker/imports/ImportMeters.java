package dev.waymill.worker.imports;

import dev.waymill.formats.Format;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.runtime.metrics.AfterCommit;
import dev.waymill.runtime.metrics.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Counts what imports and live streams read and add. Called in the transaction that does so, and counts after its
/// commit. Thread-safe.
@Component
public class ImportMeters {
    private final MeterRegistry meters;

    ImportMeters(MeterRegistry meters) {
        this.meters = meters;
        for (var source : Source.values()) {
            Arrays.stream(Result.values()).forEach(result -> points(source, result));
        }
        Arrays.stream(RejectionReason.values()).forEach(reason -> rejected(reason.code()));
        Arrays.stream(Format.values()).forEach(format -> stage(format.code()));
    }

    private enum Source {
        IMPORT,
        LIVE
    }

    /// Every point that was read ends as one of the others.
    private enum Result {
        READ,
        REJECTED,
        DUPLICATE,
        PROMOTED
    }

    private Counter points(Source source, Result result) {
        return Counter.builder("waymill.points")
                .description("Points of imports and live streams: read, then rejected, duplicate or promoted")
                .tag("source", source.name().toLowerCase(Locale.ROOT))
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    private Counter rejected(String reason) {
        return Counter.builder("waymill.import.rejected")
                .description("Points of imported files that were rejected")
                .tag("reason", reason)
                .register(meters);
    }

    private Timer stage(String format) {
        return Buckets.RUN
                .timer("waymill.import.stage", "Time to read a file into its staging table")
                .tag("format", format)
                .register(meters);
    }

    /// @param rejectedBy the number of rejected points by reason
    public void staged(String format, long accepted, Map<String, Long> rejectedBy, Duration took) {
        AfterCommit.run(() -> {
            long rejected =
                    rejectedBy.values().stream().mapToLong(Long::longValue).sum();
            stage(format).record(took);
            points(Source.IMPORT, Result.READ).increment(accepted + rejected);
            points(Source.IMPORT, Result.REJECTED).increment(rejected);
            rejectedBy.forEach((reason, count) -> rejected(reason).increment(count));
        });
    }

    /// @param points the staged points
    /// @param added how many of them were added; the others were duplicates
    public void promoted(long points, long added) {
        AfterCommit.run(() -> added(Source.IMPORT, points, added));
    }

    /// @param points of a live stream
    /// @param added how many of them were added; the others were duplicates
    void streamed(long points, long added) {
        AfterCommit.run(() -> {
            points(Source.LIVE, Result.READ).increment(points);
            added(Source.LIVE, points, added);
        });
    }

    private void added(Source source, long points, long added) {
        points(source, Result.PROMOTED).increment(added);
        points(source, Result.DUPLICATE).increment(points - added);
    }
}
