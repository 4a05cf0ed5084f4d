package dev.waymill.formats;

import dev.waymill.formats.LocationFile.FileProblem;
import dev.waymill.formats.LocationFile.ProblemFile;
import dev.waymill.formats.reader.UnreadableFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The files of an archive that were not read, or not completely.
///
/// A map archive contains images, and a Takeout thousands of photos, each with JSON metadata. These are only
/// counted, and reported only if nothing else was found. A file named like a track that is not one is always
/// reported.
final class SkippedFiles {
    private static final int MAX_TROUBLED = 100;
    private static final int MAX_EXAMPLES = 50;
    private static final int SHOWN_EXAMPLES = 3;
    /// Extensions of files that can only be location files or archives.
    private static final List<String> OURS =
            List.of(".gpx", ".kml", ".kmz", ".tcx", ".fit", ".rec", ".geojson", ".zip", ".gz", ".tgz", ".tar");

    private final List<ProblemFile> troubled = new ArrayList<>();
    private long troubledCount;
    private long foreignCount;
    /// One example path for each refusal message.
    private final Map<String, String> foreign = new LinkedHashMap<>();

    /// @param read points found in it, including the `rejected` ones
    void add(String path, long read, long rejected, UnreadableFileException e) {
        if (isForeign(path, e)) {
            foreignCount++;
            if (foreign.size() < MAX_EXAMPLES) {
                foreign.putIfAbsent(String.valueOf(e.getMessage()), path);
            }
            return;
        }
        troubledCount++;
        if (troubled.size() < MAX_TROUBLED) {
            troubled.add(new ProblemFile(path, read, rejected, FileProblem.of(e)));
        }
    }

    private static boolean isForeign(String path, UnreadableFileException e) {
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

    long foreignCount() {
        return foreignCount;
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
        return UnreadableFileException.wrong(
                "nothing-to-import",
                foreignCount == 0
                        ? "The archive is empty"
                        : "The archive contains no location history, but " + files() + examples());
    }

    private String files() {
        return foreignCount == 1 ? "one other file. " : foreignCount + " other files. ";
    }

    /// The longest messages come first, because they say what to send instead.
    private String examples() {
        return foreign.entrySet().stream()
                .sorted(Comparator.comparing(example -> -example.getKey().length()))
                .limit(SHOWN_EXAMPLES)
                .map(example -> example.getValue() + ": " + example.getKey())
                .collect(Collectors.joining("; "));
    }
}
