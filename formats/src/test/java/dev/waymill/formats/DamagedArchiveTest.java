package dev.waymill.formats;

import static dev.waymill.formats.ArchiveFixture.KML;
import static dev.waymill.formats.ArchiveFixture.PHOTO;
import static dev.waymill.formats.ArchiveFixture.RECORDS;
import static dev.waymill.formats.ArchiveFixture.assertRefused;
import static dev.waymill.formats.ArchiveFixture.bytesOf;
import static dev.waymill.formats.ArchiveFixture.replaced;
import static dev.waymill.formats.Packing.bytes;
import static dev.waymill.formats.Packing.gpx;
import static dev.waymill.formats.Packing.gzip;
import static dev.waymill.formats.Packing.join;
import static dev.waymill.formats.Packing.streamedZip;
import static dev.waymill.formats.Packing.streamedZipOf;
import static dev.waymill.formats.Packing.tar;
import static dev.waymill.formats.Packing.zip;
import static dev.waymill.formats.Packing.zipOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.junit.jupiter.api.Test;

/// Archives that are cut off or have wrong bytes.
class DamagedArchiveTest {
    @Test
    void an_archive_cut_off_anywhere_is_damaged_and_its_whole_files_count() throws Exception {
        for (var file : new byte[][] {
            zip("a.gpx", gpx(5), "b.gpx", gpx(5)),
            streamedZip("a.gpx", gpx(5), "b.gpx", gpx(5)),
            gzip(tar("a.gpx", gpx(5), "b.gpx", gpx(5)))
        }) {
            for (int length = 100; length < file.length - 30; length += 7) {
                var cut = Arrays.copyOf(file, length);
                assertThatThrownBy(() -> Parsed.of(cut))
                        .isInstanceOfSatisfying(
                                UnreadableFileException.class,
                                e -> assertThat(e.code()).isIn("archive-damaged", "truncated-file"));
            }
        }
        var whole = zip("a.gpx", gpx(5), "b.gpx", gpx(5));
        int second = new String(whole, StandardCharsets.ISO_8859_1).indexOf("PK\3\4", 10);
        var parsed = Parsed.ofDamaged(Arrays.copyOf(whole, second));
        assertThat(parsed.points()).hasSize(5);
        assertThat(String.valueOf(parsed.outcome().damage())).contains("cut off");
    }

    /// The files are complete; only the blocks of zeros at the end are missing.
    @Test
    void a_tar_cut_off_between_two_files_is_damaged() throws Exception {
        var whole = tar("a.gpx", gpx(5), "b.gpx", gpx(5), "c.gpx", gpx(5));
        int end = whole.length;
        while (whole[end - 1] == 0) {
            end--;
        }
        for (int length = 1_024; length < end + 512; length += 512) {
            var cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Parsed.of(cut))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOfSatisfying(
                            UnreadableFileException.class,
                            e -> assertThat(e.code()).isIn("archive-damaged", "truncated-file"));
        }
        assertThat(Parsed.ofDamaged(Arrays.copyOf(whole, end / 512 * 512 + 512)).points())
                .hasSize(15);
    }

    @Test
    void a_broken_file_is_reported_once_and_a_damaged_photo_is_ignored() throws Exception {
        var stored = streamedZip("a.gpx", gpx(3), "b.jpg", join(PHOTO, new byte[100]), "c.gpx", gpx(1));
        var text = new String(stored, StandardCharsets.ISO_8859_1);
        int first = text.indexOf("PK\7\10");
        int second = text.indexOf("PK\7\10", first + 4);
        var photo = stored.clone();
        photo[second + 4] ^= 1;
        assertThat(Parsed.of(photo).outcome().troubledCount()).isZero();
        assertThat(Parsed.of(photo).points()).hasSize(4);

        var broken = streamedZipOf(Deflater.NO_COMPRESSION, "a.gpx", gpx(3));
        var kept = Parsed.ofDamaged(replaced(broken, bytes("</trk>"), bytes("</trx>")));
        assertThat(kept.outcome().troubled())
                .extracting(troubled -> troubled.problem().code())
                .containsExactly("malformed-xml");
    }

    @Test
    void a_gzip_with_wrong_bytes_or_a_cut_header_is_damaged() {
        var file = gzip(gpx(500));
        file[file.length / 2] ^= 0x55;
        assertThatThrownBy(() -> Parsed.of(file)).isInstanceOf(UnreadableFileException.class);

        var wrongSum = gzip(gpx(500));
        wrongSum[wrongSum.length - 6] ^= 1;
        assertRefused(wrongSum, "archive-damaged");
        assertRefused(bytesOf(31, 139, 8), "archive-damaged");
    }

    @Test
    void an_impossible_length_is_damage() {
        var headerOnly = bytesOf(31, 139, 8, 4, 0, 0, 0, 0, 0, 0, 255, 255);
        assertRefused(headerOnly, "archive-damaged", "cut off");

        var tar = tar("a.gpx", gpx(1));
        Arrays.fill(tar, 124, 135, (byte) 0xFF);
        assertRefused(tar, "archive-damaged");
    }

    @Property(tries = 500)
    void a_mutated_archive_is_read_or_refused(@ForAll long seed) throws IOException {
        var files = new Object[] {"a.gpx", gpx(5), "b.kmz", zip("doc.kml", KML), "c.json", RECORDS, "d.jpg", PHOTO};
        var file = Mutations.of(
                switch ((int) Math.floorMod(seed, 5L)) {
                    case 0 -> zip(files);
                    case 1 -> streamedZip(files);
                    case 2 -> zipOf(ZipEntry.STORED, Zip64Mode.Always, files);
                    case 3 -> tar(files);
                    default -> gzip(tar(files));
                },
                seed);
        for (boolean keep : new boolean[] {true, false}) {
            try {
                var parsed = Parsed.of(file, new LocationFile.Options(null, keep, Hints.NONE, Parsed.CLOCK));
                assertThat(parsed.points().size() + parsed.rejections().size()).isLessThan(1_000);
            } catch (UnreadableFileException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
