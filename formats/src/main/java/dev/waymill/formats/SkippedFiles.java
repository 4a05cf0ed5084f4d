package dev.waymill.formats;

import dev.waymill.formats.LocationFile.FileProblem;
import dev.waymill.formats.LocationFile.ProblemFile;
import dev.waymill.formats.reader.UnreadableFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The files of an archive that were not read, or not completely.
///
/// A map archive contains images, and a Takeout thousands of photos: these are only counted. Every other file
/// is listed with the reason, as long as the lists are short. A file that is damaged, or named like a track, is
/// in the list of troubled files.
final class SkippedFiles {
    private static final int MAX_TROUBLED = 100;
    private static final int MAX_UNREAD = 100;
    /// A Takeout has a file of metadata beside each photo. They must not hide the other files.
    private static final int MAX_OF_A_REASON = 10;

    private static final int SHOWN_EXAMPLES = 3;
    private static final String OTHER = "other";
    private static final String PHOTO = "photo";
    /// Extensions of files that can only be location files or archives.
    private static final List<String> OURS =
            List.of(".gpx", ".kml", ".kmz", ".tcx", ".fit", ".rec", ".geojson", ".zip", ".gz", ".tgz", ".tar");

    private final List<ProblemFile> troubled = new ArrayList<>();
    private long troubledCount;
    private final List<ProblemFile> unread = new ArrayList<>();
    private final Map<String, Integer> unreadBy = new HashMap<>();
    private final Map<String, Long> others = new TreeMap<>();
    private final Map<String, ProblemFile> media = new TreeMap<>();

    /// @param read points found in it, including the `rejected` ones
    void add(String path, long read, long rejected, UnreadableFileException e) {
        var file = new ProblemFile(path, read, rejected, FileProblem.of(e));
        if (!isOther(path, e)) {
            troubledCount++;
            if (troubled.size() < MAX_TROUBLED) {
                troubled.add(file);
            }
        } else {
            var kind = Objects.requireNonNullElse(e.media(), OTHER);
            others.merge(kind, 1L, Long::sum);
            if (e.media() != null) {
                media.putIfAbsent(kind, file);
            } else if (unread.size() < MAX_UNREAD
                    && unreadBy.merge(file.problem().message(), 1, Integer::sum) <= MAX_OF_A_REASON) {
                unread.add(file);
            }
        }
    }

    /// Adds the files that another list has.
    void addAll(SkippedFiles more) {
        troubledCount += more.troubledCount;
        more.troubled.stream().limit(MAX_TROUBLED - troubled.size()).forEach(troubled::add);
        more.others.forEach((kind, count) -> others.merge(kind, count, Long::sum));
        more.media.forEach(media::putIfAbsent);
    }

    /// Counts photos that were not read because the archive has tracks.
    ///
    /// @param placed the first of those that have a place
    void addPhotos(long count, List<String> placed) {
        others.merge(PHOTO, count, Long::sum);
        var why = FileProblem.of(Refusals.photoBesideTracks());
        placed.stream().limit(MAX_UNREAD - unread.size()).forEach(path -> unread.add(new ProblemFile(path, 0, 0, why)));
    }

    private static boolean isOther(String path, UnreadableFileException e) {
        var name = path.toLowerCase(Locale.ROOT);
        boolean isSomethingElse =
                e.code().equals("unrecognised-format") || e.code().equals("empty-file");
        return isSomethingElse && OURS.stream().noneMatch(name::endsWith);
    }

    List<ProblemFile> troubled() {
        return troubled;
    }

    long troubledCount() {
        return troubledCount;
    }

    List<ProblemFile> unread() {
        return unread;
    }

    Map<String, Long> others() {
        return others;
    }

    /// Returns the exception for an archive without any readable file. It says what the archive contains
    /// instead.
    UnreadableFileException nothingElse() {
        if (!troubled.isEmpty()) {
            var first = troubled.getFirst();
            return UnreadableFileException.wrong(
                    first.problem().code(),
                    "No file in the archive can be read; e.g. " + first.name() + ": "
                            + first.problem().message());
        }
        long count = others.values().stream().mapToLong(Long::longValue).sum();
        return UnreadableFileException.wrong(
                "nothing-to-import",
                count == 0
                        ? "The archive is empty"
                        : "The archive contains no location history, but "
                                + (count == 1 ? "one other file. " : count + " other files. ") + examples());
    }

    /// The longest messages come first, because they say what to send instead.
    private String examples() {
        var byReason = new TreeMap<String, String>(
                Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        unread.forEach(file -> byReason.putIfAbsent(file.problem().message(), file.name()));
        media.values().forEach(file -> byReason.putIfAbsent(file.problem().message(), file.name()));
        return byReason.entrySet().stream()
                .limit(SHOWN_EXAMPLES)
                .map(example -> example.getValue() + ": " + example.getKey())
                .collect(Collectors.joining("; "));
    }
}
