package dev.waymill.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/// Packs files for tests.
final class Packing {
    private Packing() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Creates a GPX file with the given number of points, one per second.
    static byte[] gpx(int points) {
        var file = new StringBuilder("<gpx><trk><trkseg>");
        for (int i = 0; i < points; i++) {
            file.append("<trkpt lat='%d.5' lon='2'><time>2026-01-01T%02d:%02d:%02dZ</time></trkpt>\n"
                    .formatted(i % 90, i / 3_600 % 24, i / 60 % 60, i % 60));
        }
        return bytes(file.append("</trkseg></trk></gpx>").toString());
    }

    /// Creates a ZIP as written to a stream: lengths and checksums follow the files' data.
    static byte[] streamedZip(Object... namesAndContents) {
        return streamedZipOf(Deflater.DEFAULT_COMPRESSION, namesAndContents);
    }

    static byte[] streamedZipOf(int level, Object... namesAndContents) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.setLevel(level);
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                zip.write((byte[]) namesAndContents[i + 1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// Creates a ZIP as written to a file: lengths and checksums precede the files' data.
    static byte[] zip(Object... namesAndContents) {
        return zipOf(ZipEntry.DEFLATED, Zip64Mode.AsNeeded, namesAndContents);
    }

    static byte[] zipOf(int method, Zip64Mode mode, Object... namesAndContents) {
        try (var channel = new SeekableInMemoryByteChannel()) {
            try (var zip = new ZipArchiveOutputStream(channel)) {
                zip.setUseZip64(mode);
                for (int i = 0; i < namesAndContents.length; i += 2) {
                    var content = (byte[]) namesAndContents[i + 1];
                    var entry = new ZipArchiveEntry((String) namesAndContents[i]);
                    entry.setMethod(method);
                    entry.setSize(content.length);
                    entry.setCrc(crc(content));
                    zip.putArchiveEntry(entry);
                    zip.write(content);
                    zip.closeArchiveEntry();
                }
            }
            return Arrays.copyOf(channel.array(), (int) channel.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long crc(byte[] content) {
        var crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }

    static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] tar(Object... namesAndContents) {
        var out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (int i = 0; i < namesAndContents.length; i += 2) {
                var content = (byte[]) namesAndContents[i + 1];
                var entry = new TarArchiveEntry((String) namesAndContents[i]);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
