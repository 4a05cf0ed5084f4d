package dev.waymill.formats;

import static dev.waymill.formats.ArchiveFixture.assertRefused;
import static dev.waymill.formats.ArchiveFixture.bytesOf;
import static dev.waymill.formats.ArchiveFixture.replaced;
import static dev.waymill.formats.Packing.bytes;
import static dev.waymill.formats.Packing.gpx;
import static dev.waymill.formats.Packing.gzip;
import static dev.waymill.formats.Packing.join;
import static dev.waymill.formats.Packing.streamedZip;
import static dev.waymill.formats.Packing.tar;
import static dev.waymill.formats.Packing.zip;
import static dev.waymill.formats.Packing.zipOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.LocationFile.ProblemFile;
import dev.waymill.formats.point.Place;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.junit.jupiter.api.Test;

/// Entries of an archive with odd names, links, encryption or unknown methods.
class ArchiveEntryTest {
    @Test
    void a_rejection_names_the_file_it_is_in() throws Exception {
        var inner = zip("day.gpx", bytes("<gpx>\n<wpt lat='1' lon='x'/></gpx>"));

        assertThat(Parsed.of(tar("b.zip", inner)).rejections().getFirst().place())
                .isEqualTo(new Place("b.zip/day.gpx", 2L, null));
    }

    @Test
    void a_shown_name_has_no_invisible_characters_and_at_most_200_characters() throws Exception {
        var parsed = Parsed.of(zip("a\0\u202eb.gpx", bytes("<gpx><wpt lat='91' lon='2'/></gpx>")));

        assertThat(parsed.rejections().getFirst().place().file()).isEqualTo("ab.gpx");
        var longName = "x".repeat(500) + ".gpx";
        assertThat(Parsed.of(zip("a.gpx", gpx(1), longName, bytes("nothing")))
                        .outcome()
                        .troubled()
                        .getFirst()
                        .name())
                .hasSize(200)
                .endsWith("x.gpx");
    }

    @Test
    void a_file_name_in_another_encoding_is_accepted() throws Exception {
        // The name "läuft.gpx" as Windows encodes it.
        var name = bytesOf('l', 0x84, 'u', 'f', 't', '.', 'g', 'p', 'x');

        assertThat(Parsed.of(replaced(zip("lxuft.gpx", gpx(1)), bytes("lxuft.gpx"), name))
                        .points())
                .hasSize(1);
        assertThat(Parsed.of(gzip(zip("b.zip", tar("läuft.gpx", gpx(1))))).points())
                .hasSize(1);
    }

    @Test
    void links_and_names_that_lead_out_of_the_archive_are_skipped() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out)) {
            var link = new TarArchiveEntry("link.gpx", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        var links = Arrays.copyOf(out.toByteArray(), 512);
        var rest = tar("../a.gpx", gpx(1), "b/../../c.gpx", gpx(1), "b\\..\\c.gpx", gpx(1), "d..e.gpx", gpx(1));

        var parsed = Parsed.of(join(links, rest));

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.outcome().troubled())
                .extracting(troubled -> troubled.problem().code())
                .containsExactly("archive-link", "archive-path", "archive-path", "archive-path");
        assertRefused(zip("/etc/a.gpx", gpx(1)), "archive-path", "leads out");
    }

    @Test
    void an_encrypted_file_is_reported_and_the_others_are_read() throws Exception {
        var file = zip("a.gpx", gpx(1), "b.gpx", gpx(1));
        // The first file's general purpose flag.
        file[6] |= 1;

        var parsed = Parsed.of(file);

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.outcome().troubled().getFirst().problem().code()).isEqualTo("archive-encrypted");
    }

    @Test
    void files_after_an_encrypted_file_of_unknown_length_cannot_be_read() throws Exception {
        var file = streamedZip("a.gpx", gpx(1), "b.gpx", gpx(1));
        file[6] |= 1;
        assertRefused(file, "archive-encrypted", "a.gpx", "password");

        var behind = streamedZip("a.gpx", gpx(1), "b.gpx", gpx(1));
        int second = new String(behind, StandardCharsets.ISO_8859_1).indexOf("PK\3\4", 10);
        behind[second + 6] |= 1;
        var parsed = Parsed.of(behind);
        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.outcome().troubled()).extracting(ProblemFile::name).containsExactly("b.gpx", "b.gpx");
    }

    @Test
    void a_stored_file_without_its_length_is_refused_with_the_reason() {
        var file = zipOf(ZipEntry.STORED, Zip64Mode.AsNeeded, "a.gpx", gpx(1));
        file[6] |= 8;

        assertRefused(file, "archive-method", "a.gpx", "length");
    }

    @Test
    void an_unknown_compression_method_is_refused_with_the_reason() {
        var file = zip("a.gpx", gpx(1));
        file[8] = 77;

        assertRefused(file, "archive-method", "a.gpx");
    }
}
