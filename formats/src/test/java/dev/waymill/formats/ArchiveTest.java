package dev.waymill.formats;

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

import dev.waymill.formats.LocationFile.ProblemFile;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    private static final byte[] PHOTO = bytesOf(0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F');
    private static final byte[] KML = bytes("<kml><Placemark><TimeStamp><when>2026-01-01T10:00:00Z</when></TimeStamp>"
            + "<Point><coordinates>2,1</coordinates></Point></Placemark></kml>");
    private static final byte[] RECORDS = bytes("{\"locations\": [{\"latitudeE7\": 525200000,"
            + " \"longitudeE7\": 134050000, \"timestamp\": \"2026-01-01T10:00:00Z\"}]}");

    private static byte[] bytesOf(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void a_name_is_shown_without_what_nobody_can_see() throws Exception {
        var parsed = Parsed.of(Packing.zip("a\0\u202eb.gpx", Packing.bytes("<gpx><wpt lat='91' lon='2'/></gpx>")));

        assertThat(parsed.rejections().getFirst().place().file()).isEqualTo("ab.gpx");
        var longName = "x".repeat(500) + ".gpx";
        assertThat(Parsed.of(Packing.zip("a.gpx", Packing.gpx(1), longName, Packing.bytes("nothing")))
                        .outcome()
                        .troubled()
                        .getFirst()
                        .name())
                .hasSize(200)
                .endsWith("x.gpx");
    }

    @Test
    void what_is_no_json_among_files_of_a_named_format_is_passed_over_and_not_damaged() throws Exception {
        var takeout = zip(
                "archive_browser.html", bytes("<html><title>Archive contents</title></html>"),
                "notes.bin", bytesOf(0, 0, 7, 9, 200, 201, 202, 203),
                "Records.json", RECORDS);
        var options = new LocationFile.Options(Format.GOOGLE_RECORDS, false, Map.of(), Parsed.CLOCK);

        var parsed = Parsed.of(takeout, options);

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.outcome().otherCount()).isEqualTo(2);
    }

    @Test
    void what_is_no_xml_among_files_of_a_named_format_is_passed_over_and_not_damaged() throws Exception {
        var archive = zip("index.html", bytes("<!doctype html><html><br></html>"), "a.gpx", gpx(2));
        var options = new LocationFile.Options(Format.GPX, false, Map.of(), Parsed.CLOCK);

        assertThat(Parsed.of(archive, options).points()).hasSize(2);
    }

    private static void assertRefused(byte[] file, String code, String... words) {
        assertThatThrownBy(() -> Parsed.of(file)).isInstanceOfSatisfying(UnreadableFileException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).doesNotContain("Exception", "org.apache", "java.");
            assertThat(words).allSatisfy(word -> assertThat(e.getMessage()).contains(word));
        });
    }

    /// Replaces the first occurrence of the bytes.
    private static byte[] replaced(byte[] file, byte[] what, byte[] by) {
        var text = new String(file, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(new String(what, StandardCharsets.ISO_8859_1));
        var replaced = file.clone();
        System.arraycopy(by, 0, replaced, at, by.length);
        return replaced;
    }

    @Test
    void all_files_of_a_zip_are_read_in_its_order_however_it_was_written() throws Exception {
        var files = new Object[] {"a.gpx", gpx(2), "folder/b.kml", KML, "a.gpx", gpx(1)};
        for (var file : new byte[][] {
            zip(files),
            streamedZip("a.gpx", gpx(2), "b.kml", KML, "c.gpx", gpx(1)),
            zipOf(ZipEntry.STORED, Zip64Mode.AsNeeded, files),
            zipOf(ZipEntry.DEFLATED, Zip64Mode.Always, files)
        }) {
            var parsed = Parsed.of(file);

            assertThat(parsed.format()).isEqualTo(Format.ZIP);
            assertThat(parsed.outcome().files()).isEqualTo(3);
            assertThat(parsed.outcome().troubledCount()).isZero();
            assertThat(parsed.points())
                    .extracting(TimelinePoint::latitudeE7)
                    .containsExactly(5_000_000, 15_000_000, 10_000_000, 5_000_000);
        }
    }

    @Test
    void a_rejection_names_the_file_it_is_in() throws Exception {
        var inner = zip("day.gpx", bytes("<gpx>\n<wpt lat='1' lon='x'/></gpx>"));

        assertThat(Parsed.of(tar("b.zip", inner)).rejections().getFirst().place())
                .isEqualTo(new Place("b.zip/day.gpx", 2L, null));
    }

    @Test
    void gzip_of_one_member_or_several_and_tar_in_it_are_read() throws Exception {
        var file = gpx(3);
        assertThat(Parsed.of(gzip(file)).points()).hasSize(3);
        assertThat(Parsed.of(gzip(file)).format()).isEqualTo(Format.GZIP);
        assertThat(Parsed.of(join(gzip(Arrays.copyOf(file, 50)), gzip(Arrays.copyOfRange(file, 50, file.length))))
                        .points())
                .hasSize(3);
        assertThat(Parsed.of(tar("x.gpx", file)).format()).isEqualTo(Format.TAR);
        assertThat(Parsed.of(gzip(tar("x".repeat(300) + ".gpx", file, "y.gpx", file)))
                        .points())
                .hasSize(6);
    }

    @Test
    void archives_in_archives_are_opened_to_a_bound() throws Exception {
        var kmz = zip("doc.kml", KML, "images/a.jpg", PHOTO);
        assertThat(Parsed.of(gzip(tar("takeout.zip", zip("maps/map.kmz", kmz)))).points())
                .hasSize(1);

        assertRefused(gzip(gzip(gzip(gzip(gzip(gpx(1)))))), "archive-nested");
        assertRefused(zip("a.zip", zip("b.zip", zip("c.zip", zip("d.zip", kmz)))), "archive-nested", "a.zip/b.zip");
    }

    @Test
    void a_takeout_is_read_in_any_language_and_nobody_hears_of_its_photos() throws Exception {
        var parsed = Parsed.of(streamedZip(
                "Takeout/archive_browser.html",
                bytes("<!DOCTYPE html><title>Takeout archive contents</title>"),
                "Takeout/Standortverlauf/Records.json",
                RECORDS,
                "Takeout/Standortverlauf/Settings.json",
                bytes("{\"deviceSettings\": []}"),
                "Takeout/Google Fotos/1.jpg",
                PHOTO,
                "Takeout/Google Fotos/1.jpg.json",
                bytes("{\"title\": \"1.jpg\", \"geoData\": {}}"),
                "Takeout/Google Fotos/leer.txt",
                new byte[0],
                "__MACOSX/._a.gpx",
                bytes("x"),
                "Takeout/Fit/Aktivitäten/läuft.tcx",
                bytes("<html>403</html>")));

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.outcome().files()).isEqualTo(1);
        assertThat(parsed.outcome().troubled())
                .extracting(ProblemFile::name)
                .containsExactly("Takeout/Fit/Aktivitäten/läuft.tcx");
    }

    @Test
    void an_archive_with_nothing_of_ours_says_what_it_holds_and_what_to_send_instead() {
        assertRefused(
                zip("1.jpg", PHOTO, "2.jpg", PHOTO, "Settings.json", bytes("{\"deviceSettings\": []}")),
                "nothing-to-import",
                "3 other files",
                "Settings.json",
                "send Records.json",
                "1.jpg",
                "photo");
    }

    @Test
    void an_empty_archive_is_called_so() {
        assertRefused(zip(), "nothing-to-import", "empty");
        assertRefused(tar(), "unrecognised-format");
        assertRefused(zip("folder/", new byte[0]), "nothing-to-import", "empty");
    }

    @Test
    void names_that_lead_out_of_the_archive_and_links_are_passed_over() throws Exception {
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
    void an_encrypted_file_is_called_so_and_the_others_are_read() throws Exception {
        var file = zip("a.gpx", gpx(1), "b.gpx", gpx(1));
        // The first file's general purpose flag.
        file[6] |= 1;

        var parsed = Parsed.of(file);

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.outcome().troubled().getFirst().problem().code()).isEqualTo("archive-encrypted");
    }

    @Test
    void what_lies_behind_an_encrypted_file_of_unknown_length_cannot_be_reached() throws Exception {
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
    void a_file_that_is_stored_without_its_length_is_explained() {
        var file = zipOf(ZipEntry.STORED, Zip64Mode.AsNeeded, "a.gpx", gpx(1));
        file[6] |= 8;

        assertRefused(file, "archive-method", "a.gpx", "length");
    }

    @Test
    void a_method_that_nobody_knows_is_called_so() {
        var file = zip("a.gpx", gpx(1));
        file[8] = 77;

        assertRefused(file, "archive-method", "a.gpx");
    }

    @Test
    void an_archive_that_is_cut_off_anywhere_is_damaged_and_what_was_whole_counts() throws Exception {
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
    void a_tar_that_is_cut_off_between_two_of_its_files_is_damaged_too() throws Exception {
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
    void one_damaged_file_fails_the_archive_unless_its_owner_says_otherwise() throws Exception {
        for (var file : new byte[][] {
            zip("a.gpx", gpx(50), "b.gpx", gpx(5)), streamedZip("a.gpx", gpx(50), "b.gpx", gpx(5)),
        }) {
            file[300] ^= 0x55;
            file[400] ^= 0x55;
            assertThatThrownBy(() -> Parsed.of(file)).isInstanceOf(UnreadableFileException.class);

            var kept = Parsed.ofDamaged(zip("x.zip", file, "c.gpx", gpx(1)));

            assertThat(kept.outcome().troubledCount()).isPositive();
            assertThat(kept.points().getLast().latitudeE7()).isEqualTo(5_000_000);
        }
    }

    @Test
    void a_file_whose_checksum_is_wrong_is_damaged_even_if_it_can_be_read() throws Exception {
        var stored = zipOf(ZipEntry.STORED, Zip64Mode.AsNeeded, "a.gpx", gpx(3), "b.gpx", gpx(1));
        var file = replaced(stored, bytes("lon='2'"), bytes("lon='3'"));
        assertRefused(file, "archive-damaged", "a.gpx", "checksum");

        var kept = Parsed.ofDamaged(file);

        assertThat(kept.outcome().troubled())
                .extracting(troubled -> troubled.name() + " " + troubled.read())
                .containsExactly("a.gpx 3");
        assertThat(kept.points()).hasSize(4);
    }

    @Test
    void a_broken_file_is_told_of_once_and_a_damaged_photo_not_at_all() throws Exception {
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
    void a_damaged_gzip_is_damaged() {
        var file = gzip(gpx(500));
        file[file.length / 2] ^= 0x55;
        assertThatThrownBy(() -> Parsed.of(file)).isInstanceOf(UnreadableFileException.class);

        var wrongSum = gzip(gpx(500));
        wrongSum[wrongSum.length - 6] ^= 1;
        assertRefused(wrongSum, "archive-damaged");
        assertRefused(bytesOf(31, 139, 8), "archive-damaged");
    }

    @Test
    void a_bomb_is_refused_whatever_its_owner_says_and_whether_or_not_it_looks_like_ours() {
        var track = bytes("<gpx>" + " ".repeat(30_000_000) + "</gpx>");
        var zeros = new byte[30_000_000];
        for (var file : new byte[][] {
            zip("good.gpx", gpx(1), "bomb.gpx", track),
            streamedZip("good.gpx", gpx(1), "bomb.bin", zeros, "c.gpx", gpx(1)),
            gzip(track),
            zip("good.gpx", gpx(1), "x.zip", zip("bomb.gpx", track)),
            gzip(tar("good.gpx", gpx(1), "bomb.bin", zeros))
        }) {
            assertRefused(file, "archive-bomb");
            assertThatThrownBy(() -> Parsed.ofDamaged(file))
                    .isInstanceOfSatisfying(
                            UnreadableFileException.class,
                            e -> assertThat(e.code()).isEqualTo("archive-bomb"));
        }
    }

    @Test
    void twenty_thousand_files_are_read_and_one_more_is_too_many_in_all_archives_together() throws Exception {
        var files = new Object[40_000];
        for (int i = 0; i < files.length; i += 2) {
            files[i] = "track" + i + ".gpx";
            files[i + 1] = bytes("<gpx/>");
        }

        assertThat(Parsed.of(tar(files)).outcome().files()).isEqualTo(20_000);
        assertRefused(tar("a.tar", tar(files)), "archive-too-big");
    }

    @Test
    void a_name_of_gigabytes_is_no_name() throws Exception {
        var header = Arrays.copyOf(tar("././@LongLink", new byte[0]), 512);
        header[156] = 'L';
        var size = bytes("17777777777");
        System.arraycopy(size, 0, header, 124, size.length);
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xFF;
        }
        System.arraycopy(bytes("%06o\0 ".formatted(sum)), 0, header, 148, 8);
        var name = new InputStream() {
            private long given;

            @Override
            public int read() {
                return given++ < 64_000_000 ? 'x' : -1;
            }
        };
        var file = new SequenceInputStream(new ByteArrayInputStream(header), name);

        assertThatThrownBy(() -> Parsed.of(file, LocationFile.Options.defaults(Parsed.CLOCK)))
                .isInstanceOf(UnreadableFileException.class);
        assertThat(name.given).isLessThan(2_000_000);
    }

    @Test
    void what_stops_the_stream_comes_out_unchanged_even_inside_a_file_that_unpacks_hugely() {
        var random = new byte[3_000_000];
        new Random(1).nextBytes(random);
        for (var file : new byte[][] {
            zip("photo.bin", random, "a.gpx", gpx(1)),
            streamedZip("photo.bin", random, "a.gpx", gpx(1)),
            streamedZip(
                    "long.gpx",
                    bytes("<gpx>" + new String(random, StandardCharsets.ISO_8859_1).replaceAll("[^a-z]", "")
                            + "</gpx>")),
            gzip(tar("photo.bin", random))
        }) {
            var cancelled = new IOException("cancelled");
            var stopping = new FilterInputStream(new ByteArrayInputStream(file)) {
                private int given;

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    if (given > 150_000) {
                        throw cancelled;
                    }
                    int some = super.read(buffer, offset, Math.min(length, 1_000));
                    given += some;
                    return some;
                }
            };

            assertThatThrownBy(() -> Parsed.of(stopping, new LocationFile.Options(null, true, Map.of(), Parsed.CLOCK)))
                    .isSameAs(cancelled);
        }
    }

    @Test
    void an_unchecked_failure_of_the_stream_comes_out_unchanged_too() {
        var failure = new IllegalStateException("stopped");
        var file = zip("a.gpx", gpx(1));
        var stopping = new InputStream() {
            private int given;

            @Override
            public int read() {
                if (given == 100) {
                    throw failure;
                }
                return file[given++] & 0xFF;
            }
        };

        assertThatThrownBy(() -> Parsed.of(stopping, LocationFile.Options.defaults(Parsed.CLOCK)))
                .isSameAs(failure);
    }

    @Test
    void lengths_that_make_no_sense_are_damage() {
        var headerOnly = bytesOf(31, 139, 8, 4, 0, 0, 0, 0, 0, 0, 255, 255);
        assertRefused(headerOnly, "archive-damaged", "cut off");

        var tar = tar("a.gpx", gpx(1));
        Arrays.fill(tar, 124, 135, (byte) 0xFF);
        assertRefused(tar, "archive-damaged");
    }

    @Test
    void names_in_another_encoding_than_they_should_be_do_no_harm() throws Exception {
        // The name "läuft.gpx" as Windows encodes it.
        var name = bytesOf('l', 0x84, 'u', 'f', 't', '.', 'g', 'p', 'x');

        assertThat(Parsed.of(replaced(zip("lxuft.gpx", gpx(1)), bytes("lxuft.gpx"), name))
                        .points())
                .hasSize(1);
        assertThat(Parsed.of(gzip(zip("b.zip", tar("läuft.gpx", gpx(1))))).points())
                .hasSize(1);
    }

    @Test
    void a_format_that_the_uploader_names_is_that_of_the_files_in_the_archive() throws Exception {
        var options = new LocationFile.Options(Format.GPX, false, Map.of(), Parsed.CLOCK);

        assertThat(Parsed.of(zip("a.txt", gpx(2)), options).points()).hasSize(2);
        assertThat(Parsed.of(gzip(gpx(2)), options).points()).hasSize(2);
    }

    @Property(tries = 500)
    void a_mutilated_archive_is_read_or_refused(@ForAll long seed) throws IOException {
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
                var parsed = Parsed.of(file, new LocationFile.Options(null, keep, Map.of(), Parsed.CLOCK));
                assertThat(parsed.points().size() + parsed.rejections().size()).isLessThan(1_000);
            } catch (UnreadableFileException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
