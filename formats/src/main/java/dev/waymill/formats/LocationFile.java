package dev.waymill.formats;

import dev.waymill.formats.point.PointSink;
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
    /// @param format the format the uploader named, of the file or of what is packed in it; null to find out
    ///     from the content
    /// @param keepDamaged whether what was read before the damage counts, or nothing
    /// @param columns for tables only: the names of the columns, by what they hold; empty to find out
    /// @param clock tells which times lie in the future
    public record Options(@Nullable Format format, boolean keepDamaged, Map<String, String> columns, Clock clock) {
        /// Detects everything from the content; refuses damaged files.
        public static Options defaults(Clock clock) {
            return new Options(null, false, Map.of(), clock);
        }
    }

    /// The result of reading a file.
    ///
    /// @param format its own; of a packed one what it is packed in
    /// @param files how many files were in it that could be read; 1 for one that is not packed
    /// @param troubled of the files in it, the first hundred that are broken, or were passed over though they
    ///     looked like location history; not the photos beside it
    /// @param troubledCount how many there were
    /// @param otherCount how many files in it are something else, e.g. photos
    /// @param damage what broke off the reading of the file itself, not of one that is packed in it; null when
    ///     nothing did
    public record Outcome(
            Format format,
            long files,
            List<ProblemFile> troubled,
            long troubledCount,
            long otherCount,
            @Nullable FileProblem damage) {}

    /// @param code stable, kebab-case, as of an [UnreadableFileException]
    /// @param message for people
    public record FileProblem(String code, String message) {
        /// A hundred of them go into one report.
        private static final int MAX_MESSAGE = 500;

        static FileProblem of(UnreadableFileException e) {
            return new FileProblem(e.code(), TextCleaner.cut(String.valueOf(e.getMessage()), MAX_MESSAGE));
        }
    }

    /// A file in an archive that was passed over, or whose rest is missing.
    ///
    /// @param read points found in it, among them those `rejected`
    public record ProblemFile(String name, long read, long rejected, FileProblem problem) {}

    /// Passes every point of the file to the sink, accepted or rejected, in file order.
    ///
    /// @param in stays open
    /// @throws UnreadableFileException when nothing of it counts: it is none of ours, or a damaged one
    /// @throws IOException when the bytes cannot be read; unchanged from the stream
    public static Outcome read(InputStream in, Options options, PointSink sink)
            throws UnreadableFileException, IOException {
        return new FileWalker(in, options, sink).read();
    }
}
