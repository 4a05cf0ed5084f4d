package dev.waymill.events.rest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The counts of an import, as the API shows them. After promotion, read = rejected + duplicate + promoted.
///
/// @param format the format's code, e.g. `gpx`; null until the file has been read
/// @param sha256 of the file; null for a live stream, which has none
/// @param state `staging`, `staged`, `promoted`, `discarded` or `reverted`
/// @param outcome what came of it: `imported`, `nothing-new` (the timeline had all points already) or
///     `nothing-imported` (there was no valid point); null until that is known
/// @param reverted true if the import was removed from the timeline; the counts are those from before that
/// @param rejectedBy the number of rejected points by reason
/// @param rejectedSamples the first 20 rejected points of each reason, with their position and text
/// @param remarks the number of accepted points that were repaired or are notable, by remark
/// @param contents the files of an archive; null if the file is no archive
/// @param damage why the rest of a damaged file could not be read; null for an intact file
/// @param span times of the first and the last accepted point; null if there are none
/// @param bbox west, south, east, north in degrees, WGS 84; null if there are no points
public record ImportSummary(
        @Nullable String format,
        String fileName,
        @Nullable String sha256,
        long bytes,
        String state,
        @Nullable String outcome,
        boolean reverted,
        Points points,
        Map<String, Long> rejectedBy,
        List<RejectedSample> rejectedSamples,
        Map<String, Long> remarks,
        @Nullable Contents contents,
        @Nullable ImportProblem damage,
        @Nullable Span span,
        @Nullable List<Double> bbox) {
    /// The outcome of an import without a valid point; also the error code of its job.
    public static final String NOTHING_IMPORTED = "nothing-imported";

    /// Counts of points.
    ///
    /// @param read points found in the file
    /// @param rejected points without a valid time or position
    /// @param duplicate valid points that the timeline already had, or that the file contains more than once
    /// @param promoted valid points that are in the timeline as points of this import
    public record Points(long read, long rejected, long duplicate, long promoted) {}

    /// A rejected point.
    ///
    /// @param file the name of the file in an archive; null if the import is no archive
    /// @param line the line in the file, from 1; null if the offset is given
    /// @param offset the position in bytes from the start of the file; null if the line is given
    /// @param reason the code of the reason
    /// @param text the rejected text, shortened
    public record RejectedSample(
            @Nullable String file,
            @Nullable Long line,
            @Nullable Long offset,
            String reason,
            String text) {}

    /// A range of time, both ends included.
    public record Span(Instant from, Instant to) {}

    /// The files in an archive.
    ///
    /// @param read the number of files that were read
    /// @param troubled the number of files that are damaged, or were skipped although they look like location
    ///     history
    /// @param others the number of other files, e.g. photos
    /// @param samples the first troubled files
    /// @param othersBy the number of other files by kind: `photo`, `image`, `video`, `sound`, and `other` for
    ///     the rest; null in imports of earlier versions
    /// @param unread the first files of the kind `other`, and photos that were not read, at most ten of each
    ///     reason; null in imports of earlier versions
    public record Contents(
            long read,
            long troubled,
            long others,
            List<ProblemFile> samples,
            @Nullable Map<String, Long> othersBy,
            @Nullable List<UnreadFile> unread) {}

    /// A troubled file in an archive.
    ///
    /// @param read the number of points found before the problem, including the rejected ones; they count only
    ///     with `onDamage=keep`
    /// @param rejected the number of rejected points among them
    public record ProblemFile(String name, long read, long rejected, ImportProblem problem) {}

    /// A file in an archive that holds text or data, but no location history that can be read.
    ///
    /// @param problem why it was not read
    public record UnreadFile(String name, ImportProblem problem) {}

    /// A problem with a file.
    ///
    /// @param code stable, kebab-case, e.g. `truncated-file`
    /// @param message for people
    public record ImportProblem(String code, String message) {}
}
