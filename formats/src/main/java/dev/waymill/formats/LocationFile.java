package dev.waymill.formats;

import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a location file of any format, plain or in an archive: the entry point of this module.
public final class LocationFile {
    private LocationFile() {}

    /// Options for reading.
    ///
    /// @param format the format named by the uploader, for the file or for the files in the archive; null to
    ///     detect it from the content
    /// @param keepDamaged whether the points before the damage in a file are kept; otherwise a damaged file is
    ///     refused, and one in an archive is left out
    /// @param hints what the uploader says about the file, or about each file in the archive
    /// @param clock decides which times lie in the future
    public record Options(@Nullable Format format, boolean keepDamaged, Hints hints, Clock clock) {
        /// Detects everything from the content; refuses damaged files.
        public static Options defaults(Clock clock) {
            return new Options(null, false, Hints.NONE, clock);
        }
    }

    /// The result of reading a file.
    ///
    /// @param format the format of the file; for an archive, the archive's format
    /// @param files how many files in it were read; 1 if it is not an archive
    /// @param troubled the first hundred files in it that are damaged, or that were skipped though they looked
    ///     like location history
    /// @param troubledCount how many such files there were in total
    /// @param unread files in it that hold other text or data, and photos with a place beside tracks, with the
    ///     reason: a hundred at most, and ten of each reason
    /// @param others how many files in it are something else, by kind: `photo`, `image`, `video`, `sound`, and
    ///     `other` for all others, including those that are listed
    /// @param damage the damage that ended the reading of the upload itself, not of a file in it; null if there
    ///     was none
    public record Outcome(
            Format format,
            long files,
            List<ProblemFile> troubled,
            long troubledCount,
            List<ProblemFile> unread,
            Map<String, Long> others,
            @Nullable FileProblem damage) {
        /// The number of files that are something else.
        public long otherCount() {
            return others.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /// What is wrong with a file.
    ///
    /// @param code stable, kebab-case, as in [UnreadableFileException]
    /// @param message for people
    public record FileProblem(String code, String message) {
        /// Kept short because one report can have a hundred of them.
        private static final int MAX_MESSAGE = 500;

        static FileProblem of(UnreadableFileException e) {
            return new FileProblem(e.code(), TextCleaner.cut(String.valueOf(e.getMessage()), MAX_MESSAGE));
        }
    }

    /// A file in an archive that was skipped, or read only in part.
    ///
    /// @param read points found in it, including the `rejected` ones; they count only if damaged files are kept
    public record ProblemFile(String name, long read, long rejected, FileProblem problem) {}

    /// Passes every point of the file to the sink, accepted or rejected, in file order.
    ///
    /// @param in not closed by this method
    /// @throws UnreadableFileException if nothing can be imported: the file has another format or is damaged
    /// @throws IOException if the bytes cannot be read; unchanged from the stream
    public static Outcome read(InputStream in, Options options, PointSink sink)
            throws UnreadableFileException, IOException {
        return new FileWalker(in, options, sink).read();
    }
}
