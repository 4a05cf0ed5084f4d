package dev.waymill.events.rest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an import counted, as the API shows it: the `import` of [Executions]. Once promoted,
/// read = rejected + duplicate + promoted.
///
/// @param format the format's code, e.g. `gpx`; null until the file was read
/// @param state `staging`, `staged`, `promoted`, `discarded` or `reverted`
/// @param reverted whether it was taken out of the timeline again; the counts are those of before
/// @param rejectedBy how many points were rejected for which reason
/// @param rejectedSamples the first twenty of each reason, with their place and text
/// @param remarks what was repaired or is remarkable in points that were accepted, and in how many
/// @param contents what was in an archive; null for a file that is none
/// @param damage why the rest of a damaged file is missing; null for a whole one
/// @param span time of the first and the last accepted point; null without any
/// @param bbox west, south, east, north in degrees, WGS 84; null without any point
public record ImportSummary(
        @Nullable String format,
        String fileName,
        String sha256,
        long bytes,
        String state,
        boolean reverted,
        Points points,
        Map<String, Long> rejectedBy,
        List<RejectedSample> rejectedSamples,
        Map<String, Long> remarks,
        @Nullable Contents contents,
        @Nullable ImportProblem damage,
        @Nullable Span span,
        @Nullable List<Double> bbox) {

    /// @param read points found in the file
    /// @param rejected of those, the ones that cannot be placed in time or space
    /// @param duplicate of the rest, the ones the timeline had already, or that the file had twice
    /// @param promoted of the rest, the ones that are in the timeline as this import's
    public record Points(long read, long rejected, long duplicate, long promoted) {}

    /// @param file which file of an archive; null outside of one
    /// @param line line of the file, from 1; null where the offset is told
    /// @param offset bytes from the start of the file; null where the line is told
    /// @param text what stood there, shortened
    public record RejectedSample(
            @Nullable String file,
            @Nullable Long line,
            @Nullable Long offset,
            String reason,
            String text) {}

    public record Span(Instant from, Instant to) {}

    /// The files in an archive.
    ///
    /// @param read how many were read
    /// @param troubled how many are damaged, or were passed over though they look like location history
    /// @param others how many are something else, e.g. photos
    /// @param samples the first of the troubled ones
    public record Contents(long read, long troubled, long others, List<ProblemFile> samples) {}

    /// @param read points found in it before the trouble, among them those `rejected`
    public record ProblemFile(String name, long read, long rejected, ImportProblem problem) {}

    /// @param code stable, kebab-case, e.g. `truncated-file`
    /// @param message for people
    public record ImportProblem(String code, String message) {}
}
