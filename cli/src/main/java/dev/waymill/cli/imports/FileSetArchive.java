package dev.waymill.cli.imports;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Packs a file set into one ZIP. The same files give the same bytes, and so the same import: entries are
/// sorted by name and have one fixed time. ZIP stores local times, so the time zone does not matter.
final class FileSetArchive {
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final List<String> PACKED =
            List.of(".zip", ".gz", ".kmz", ".tgz", ".jpg", ".jpeg", ".heic", ".heif", ".avif", ".mov", ".mp4");

    private FileSetArchive() {}

    static void write(List<FileSet.Member> members, Path archive) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive));
                var zip = new ZipOutputStream(out)) {
            for (var member : members) {
                var entry = new ZipEntry(member.name());
                entry.setTimeLocal(NO_TIME);
                zip.setLevel(isPacked(member.name()) ? Deflater.NO_COMPRESSION : Deflater.DEFAULT_COMPRESSION);
                zip.putNextEntry(entry);
                Files.copy(member.file(), zip);
                zip.closeEntry();
            }
        }
    }

    private static boolean isPacked(String name) {
        return PACKED.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
    }
}
