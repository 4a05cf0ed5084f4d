package dev.waymill.formats.archive;

import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.zip.UnsupportedZipFeatureException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.jspecify.annotations.Nullable;

/// Reads the files in an archive one by one, in archive order. Their names are only displayed, never used as
/// paths, and links are not followed.
public final class Archive implements AutoCloseable {
    private static final Pattern PARENT = Pattern.compile("(^|[/\\\\])\\.\\.([/\\\\]|$)");
    /// The compression methods of common programs. The library supports more, some of which can allocate
    /// unlimited memory.
    private static final Set<Integer> METHODS = Set.of(
            ZipMethod.STORED.getCode(),
            ZipMethod.DEFLATED.getCode(),
            ZipMethod.ENHANCED_DEFLATED.getCode(),
            ZipMethod.BZIP2.getCode());

    private final ArchiveInputStream<? extends ArchiveEntry> entries;
    private final ArchiveBytes bytes;
    private final GuardedInput source;
    /// The previous entry if it was a location file. Its checksum may follow its data.
    private @Nullable ArchiveEntry last;

    private EntryInput lastContent;
    /// Whether the end of an entry is unknown, so that later entries cannot be found.
    private boolean isBroken;

    private Archive(ArchiveInputStream<? extends ArchiveEntry> entries, ArchiveBytes bytes, GuardedInput source) {
        this.entries = entries;
        this.bytes = bytes;
        this.source = source;
        this.lastContent = new EntryInput(entries, source);
    }

    public static Archive tar(InputStream content, GuardedInput source) throws IOException {
        var bytes = new ArchiveBytes(content);
        return new Archive(new TarInput(bytes, source), bytes, source);
    }

    public static Archive zip(InputStream content, GuardedInput source) {
        var bytes = new ArchiveBytes(content);
        return new Archive(new ZipInput(bytes), bytes, source);
    }

    /// Excludes compression methods that can allocate unlimited memory outside the heap. A stored file without
    /// its length in front would be collected in memory, so it is refused.
    private static final class ZipInput extends ZipArchiveInputStream {
        ZipInput(InputStream in) {
            super(in, StandardCharsets.UTF_8.name(), true, false);
        }

        @Override
        protected InputStream createZstdInputStream(InputStream packed) {
            return InputStream.nullInputStream();
        }

        @Override
        public boolean canReadEntryData(ArchiveEntry entry) {
            return entry instanceof ZipArchiveEntry zip
                    && METHODS.contains(zip.getMethod())
                    && super.canReadEntryData(entry);
        }
    }

    /// Frees the unpacking library's memory outside the heap. Does not close the underlying stream.
    @Override
    public void close() throws IOException {
        entries.close();
    }

    /// Handles one file of the archive.
    @FunctionalInterface
    public interface Entry {
        /// @return whether it was a location file, so that damage to it must be reported
        boolean take(String name, InputStream content) throws UnreadableFileException, IOException;
    }

    /// Handles a file that cannot be unpacked, or that was read and then found to be damaged.
    @FunctionalInterface
    public interface EntryRefusal {
        void refuse(String name, UnreadableFileException why) throws UnreadableFileException;
    }

    /// Passes each file to one of the two handlers.
    ///
    /// @throws IOException if the archive is damaged or cannot be read
    public void forEach(Entry each, EntryRefusal refused) throws UnreadableFileException, IOException {
        for (var entry = next(refused); entry != null; entry = next(refused)) {
            source.beginEntry();
            var content = new EntryInput(entries, source);
            boolean isRead =
                    !entry.isDirectory() && !isLitter(entry.getName()) && isTaken(entry, content, each, refused);
            if (mustDrain(entry)) {
                content.transferTo(OutputStream.nullOutputStream());
            }
            last = isRead ? entry : null;
            lastContent = content;
        }
        if (entries instanceof ZipArchiveInputStream && !bytes.sawEndOfZip() && !isBroken) {
            throw new EOFException("its central directory is missing; it seems cut off");
        }
    }

    private boolean isTaken(ArchiveEntry entry, EntryInput content, Entry each, EntryRefusal refused)
            throws UnreadableFileException, IOException {
        var why = reasonAgainst(entry);
        if (why == null) {
            return each.take(TextCleaner.path(entry.getName()), content);
        }
        refused.refuse(TextCleaner.path(entry.getName()), why);
        return false;
    }

    /// Whether the unread rest of an entry must be unpacked to find the next entry. If its packed length is
    /// known, it is skipped without unpacking, which is fast. Otherwise it is unpacked, and the bytes count
    /// towards the limits.
    private boolean mustDrain(ArchiveEntry entry) {
        boolean isLengthKnown = entry instanceof ZipArchiveEntry && entry.getSize() != ArchiveEntry.SIZE_UNKNOWN;
        return !isLengthKnown && entries.canReadEntryData(entry);
    }

    private @Nullable ArchiveEntry next(EntryRefusal refused) throws UnreadableFileException, IOException {
        try {
            var entry = describedNext();
            checkLast(refused);
            return entry;
        } catch (UnsupportedZipFeatureException e) {
            isBroken = true;
            refused.refuse(
                    TextCleaner.path(String.valueOf(e.getEntry())),
                    UnreadableFileException.wrong(
                            "archive-method", "The rest of the archive cannot be read; create the archive again"));
            return null;
        }
    }

    private @Nullable ArchiveEntry describedNext() throws IOException {
        try {
            return entries.getNextEntry();
        } catch (RuntimeException | LinkageError e) {
            throw source.failed(e);
        }
    }

    /// Checks the previous file's checksum. It may follow the file's data, so it is known only after the next
    /// entry was read.
    private void checkLast(EntryRefusal refused) throws UnreadableFileException {
        if (last instanceof ZipArchiveEntry zip && zip.getCrc() >= 0 && lastContent.isDamaged(zip.getCrc())) {
            refused.refuse(
                    TextCleaner.path(zip.getName()),
                    UnreadableFileException.damaged(
                            "archive-damaged", "Its checksum is wrong: the archive is damaged here"));
        }
    }

    /// Whether this is a metadata file that an operating system adds to archives.
    private static boolean isLitter(String name) {
        var file = name.substring(name.lastIndexOf('/') + 1);
        return name.startsWith("__MACOSX/") || file.startsWith("._") || file.equals(".DS_Store");
    }

    private @Nullable UnreadableFileException reasonAgainst(ArchiveEntry entry) {
        var name = entry.getName();
        if (name.startsWith("/")
                || name.startsWith("\\")
                || name.contains("..") && PARENT.matcher(name).find()) {
            return UnreadableFileException.wrong("archive-path", "The name leads out of the archive; skipped");
        }
        if (entry instanceof ZipArchiveEntry zip) {
            return reasonAgainst(zip);
        }
        return entry instanceof TarArchiveEntry tar ? reasonAgainst(tar) : null;
    }

    private @Nullable UnreadableFileException reasonAgainst(ZipArchiveEntry zip) {
        if (zip.isUnixSymlink()) {
            return notAFile();
        }
        if (zip.getGeneralPurposeBit().usesEncryption()) {
            return UnreadableFileException.wrong(
                    "archive-encrypted", "The file is encrypted; create the archive without a password");
        }
        if (entries.canReadEntryData(zip)) {
            return null;
        }
        return UnreadableFileException.wrong(
                "archive-method",
                zip.getMethod() == ZipEntry.STORED
                        ? "The file is stored without its length; create the archive again"
                        : "The compression method is not supported; create the archive again with the default method");
    }

    private static @Nullable UnreadableFileException reasonAgainst(TarArchiveEntry tar) {
        if (tar.isGNUSparse()) {
            return UnreadableFileException.wrong(
                    "archive-method", "Sparse files are not supported; create the archive again");
        }
        return isSpecial(tar) ? notAFile() : null;
    }

    private static boolean isSpecial(TarArchiveEntry tar) {
        return tar.isSymbolicLink() || tar.isLink() || tar.isFIFO() || tar.isBlockDevice() || tar.isCharacterDevice();
    }

    private static UnreadableFileException notAFile() {
        return UnreadableFileException.wrong("archive-link", "It is a link, not a file; skipped");
    }
}
