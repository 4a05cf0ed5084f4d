package dev.waymill.events.rest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The counts of an import, as the API shows them. Once promoted, read = rejected + duplicate + promoted.
///
/// @param format the format's code, e.g. `gpx`; null until the file was read
/// @param state `staging`, `staged`, `promoted`, `discarded` or `reverted`
/// @param reverted whether it was removed from the timeline; the counts are those from before
/// @param rejectedBy how many points were rejected, by reason
/// @param rejectedSamples the first twenty of each reason, with their place and text
/// @param remarks how many accepted points were repaired or are notable, by remark
/// @param contents the files of an archive; null if the file is no archive
/// @param damage why the rest of a damaged file is missing; null for an intact file
/// @param span times of the first and the last accepted point; null if there are none
/// @param bbox west, south, east, north in degrees, WGS 84; null if there are no points
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
    /// @param rejected of those, points without a valid time or position
    /// @param duplicate of the rest, points that the timeline already had, or that are twice in the file
    /// @param promoted of the rest, points that are in the timeline as this import's
    public record Points(long read, long rejected, long duplicate, long promoted) {}

    /// @param file name of the file in an archive; null outside of an archive
    /// @param line line of the file, from 1; null if the offset is given
    /// @param offset bytes from the start of the file; null if the line is given
    /// @param reason code of the reason
    /// @param text the rejected text, shortened
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
    /// @param troubled how many are damaged, or were skipped although they look like location history
    /// @param others how many are something else, e.g. photos
    /// @param samples the first of the troubled ones
    public record Contents(long read, long troubled, long others, List<ProblemFile> samples) {}

    /// @param read points found in it before the problem, including those `rejected`
    public record ProblemFile(String name, long read, long rejected, ImportProblem problem) {}

    /// @param code stable, kebab-case, e.g. `truncated-file`
    /// @param message for people
    public record ImportProblem(String code, String message) {}
}
