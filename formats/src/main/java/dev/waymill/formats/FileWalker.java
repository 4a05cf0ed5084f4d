package dev.waymill.formats;

import dev.waymill.formats.LocationFile.FileProblem;
import dev.waymill.formats.LocationFile.Options;
import dev.waymill.formats.LocationFile.Outcome;
import dev.waymill.formats.archive.Archive;
import dev.waymill.formats.archive.EntryInput;
import dev.waymill.formats.archive.GuardedInput;
import dev.waymill.formats.archive.GzipInput;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.reader.LookAhead;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads one file and the files packed in it, up to four levels deep, in one pass. Nothing is unpacked to disk.
final class FileWalker {
    /// A file set packed by the CLI may contain a Takeout, which may contain a KMZ.
    private static final int MAX_DEPTH = 4;

    private final GuardedInput source;
    private final Options options;
    private final PointSink sink;
    private final SkippedFiles skipped = new SkippedFiles();
    private final HeldPhotos photos = new HeldPhotos();
    private long files;
    /// The file that was read last. Its checksum in the archive may be found wrong later.
    private FileSink latest;

    /// Whether it was read to its end, or to damage before which its points are kept.
    private boolean isLatestRead;
    /// Whether it is a photo in an archive that may also have tracks.
    private boolean isLatestHeldPhoto;
    private @Nullable UnreadableFileException damage;

    FileWalker(InputStream in, Options options, PointSink sink) {
        this.source = new GuardedInput(in);
        this.options = options;
        this.sink = sink;
        this.latest = nothing();
    }

    Outcome read() throws UnreadableFileException, IOException {
        var format = readOne(source, "", 0);
        settle();
        files += photos.end(sink, skipped);
        if (files == 0) {
            throw damage == null ? skipped.nothingElse() : damage;
        }
        return new Outcome(
                format,
                files,
                skipped.troubled(),
                skipped.troubledCount(),
                skipped.unread(),
                skipped.others(),
                damage == null ? null : FileProblem.of(damage));
    }

    /// @param path where the file lies in the upload; empty for the upload itself
    private Format readOne(InputStream in, String path, int depth) throws UnreadableFileException, IOException {
        var content = new BufferedInputStream(in, Sniffer.HEAD_BYTES);
        var format = formatOf(content);
        if (format.reader().isPresent()) {
            readPoints(format, content, path);
        } else if (depth == MAX_DEPTH) {
            throw UnreadableFileException.wrong("archive-nested", "Archives are nested too deeply");
        } else if (format == Format.GZIP) {
            try (var gzip = gunzip(content)) {
                readOne(new EntryInput(gzip, source), path, depth + 1);
            }
        } else {
            readArchive(format, content, path, depth);
        }
        return format;
    }

    /// Detects the format. Archives and gzip are always opened; a format named by the uploader applies to the
    /// files in them.
    private Format formatOf(BufferedInputStream content) throws UnreadableFileException, IOException {
        var head = headOf(content);
        var named = options.format();
        var binary = named == null ? null : MagicBytes.of(head);
        if (binary != null && binary.reader().isEmpty()) {
            return binary;
        }
        if (named == null || named.reader().isEmpty()) {
            return Sniffer.sniff(head);
        }
        if (binary == Format.PHOTO && named != Format.PHOTO) {
            // It lies beside the files that the uploader named.
            throw Refusals.media("photo");
        }
        return named;
    }

    private byte[] headOf(BufferedInputStream content) throws UnreadableFileException, IOException {
        try {
            content.mark(Sniffer.HEAD_BYTES);
            var head = content.readNBytes(Sniffer.HEAD_BYTES);
            content.reset();
            return head;
        } catch (IOException e) {
            throw source.explain(e);
        }
    }

    private GzipInput gunzip(InputStream content) throws UnreadableFileException, IOException {
        try {
            return new GzipInput(content, source);
        } catch (IOException e) {
            throw source.explain(e);
        }
    }

    private void readPoints(Format format, InputStream content, String path)
            throws UnreadableFileException, IOException {
        boolean isHeld = !path.isEmpty() && !options.keepDamaged();
        isLatestHeldPhoto = format == Format.PHOTO && !path.isEmpty() && options.format() != Format.PHOTO;
        latest = new FileSink(path, isHeld, isLatestHeldPhoto ? photos : sink);
        try {
            LookAhead.read(format.reader().orElseThrow(), content, latest, options.clock(), options.hints());
        } catch (UnreadableFileException e) {
            keepOrThrow(e, path);
        } catch (IOException e) {
            keepOrThrow(source.explain(e), path);
        }
        isLatestRead = true;
    }

    private void keepOrThrow(UnreadableFileException e, String path) throws UnreadableFileException {
        if (!e.isDamage() || !options.keepDamaged() || latest.read() == 0) {
            throw e;
        }
        note(path, e);
    }

    /// Ends the file that was read last: nothing more can be found about it.
    private void settle() {
        latest.keep();
        if (isLatestRead && isLatestHeldPhoto) {
            photos.endFile(latest);
        } else if (isLatestRead) {
            files++;
            photos.endTrack(latest);
        }
        isLatestRead = false;
        latest = nothing();
    }

    private FileSink nothing() {
        return new FileSink("", false, sink);
    }

    private void readArchive(Format format, InputStream content, String path, int depth)
            throws UnreadableFileException, IOException {
        try (var archive = format == Format.TAR ? Archive.tar(content, source) : Archive.zip(content, source)) {
            archive.forEach(
                    (name, entry) -> readEntry(entry, inner(path, name), depth + 1),
                    (name, e) -> skip(inner(path, name), e));
        } catch (IOException e) {
            skip(path, source.explain(e));
        }
    }

    private static String inner(String path, String name) {
        return path.isEmpty() ? name : TextCleaner.path(path + "/" + name);
    }

    /// @return whether the entry was read as a location file
    private boolean readEntry(InputStream entry, String path, int depth) throws UnreadableFileException, IOException {
        settle();
        try {
            readOne(entry, path, depth);
            return true;
        } catch (UnreadableFileException e) {
            skip(path, e);
            return false;
        }
    }

    /// Decides what an unreadable or damaged file of an archive does to the upload: the other files count, and
    /// this one is named. Nothing of it counts, unless the uploader chose to keep the readable part of damaged
    /// files. Damage to the uploaded archive itself hides an unknown number of files, so it is refused without
    /// that choice. An archive over its limits is always refused.
    private void skip(String path, UnreadableFileException e) throws UnreadableFileException {
        if (source.isTooMuch() || path.isEmpty() && !options.keepDamaged()) {
            throw e;
        }
        if (isLatestRead && !e.isDamage()) {
            // Only damage can be found in a file that was read. This is another file, perhaps of the same name.
            settle();
        }
        if (latest.isOf(path) && !options.keepDamaged()) {
            latest.drop();
            isLatestRead = false;
        }
        note(path, options.keepDamaged() ? e : e.withWayOut());
    }

    private void note(String path, UnreadableFileException e) {
        if (path.isEmpty()) {
            damage = e;
        } else if (latest.isOf(path)) {
            latest.addProblem(e, isLatestHeldPhoto ? photos.skipped() : skipped);
        } else {
            skipped.add(path, 0, 0, e);
        }
    }
}
