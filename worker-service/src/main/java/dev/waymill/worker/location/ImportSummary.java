package dev.waymill.worker.location;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an import counted, as the API shows it. Once promoted, read = rejected + duplicate + promoted.
///
/// @param format the format's code, e.g. `gpx`; null until the file was read
/// @param state `staging`, `staged`, `promoted` or `discarded`
/// @param rejectedBy how many points were rejected for which reason
/// @param rejectedSamples the first of them, with line and text
/// @param span time of the first and the last accepted point; null without any
/// @param bbox west, south, east, north in degrees, WGS 84; null without any point
public record ImportSummary(
        @Nullable String format,
        String fileName,
        String sha256,
        long bytes,
        String state,
        Points points,
        Map<String, Long> rejectedBy,
        List<RejectedSample> rejectedSamples,
        @Nullable Span span,
        @Nullable List<Double> bbox) {

    /// @param read points found in the file
    /// @param rejected of those, the ones that cannot be placed in time or space
    /// @param duplicate of the rest, the ones the timeline had already, or that the file had twice
    /// @param promoted of the rest, the ones this import added
    public record Points(long read, long rejected, long duplicate, long promoted) {}

    /// @param line line of the file, from 1
    /// @param text what stood there, shortened
    public record RejectedSample(long line, String reason, String text) {}

    public record Span(Instant from, Instant to) {}
}
