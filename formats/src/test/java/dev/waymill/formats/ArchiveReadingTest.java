package dev.waymill.formats;

import static dev.waymill.formats.ArchiveFixture.KML;
import static dev.waymill.formats.ArchiveFixture.PHOTO;
import static dev.waymill.formats.ArchiveFixture.RECORDS;
import static dev.waymill.formats.ArchiveFixture.assertRefused;
import static dev.waymill.formats.ArchiveFixture.bytesOf;
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
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.Hints;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.junit.jupiter.api.Test;

/// Which files of an archive are read, in which order, and how the others are reported.
class ArchiveReadingTest {
    private static final byte[] PICTURE = bytesOf(0x89, 'P', 'N', 'G');

    @Test
    void all_files_of_a_zip_are_read_in_order_whichever_way_it_was_written() throws Exception {
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
    void gzip_with_one_or_several_members_and_tar_in_gzip_are_read() throws Exception {
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
    void a_takeout_is_read_in_any_language_and_its_photos_are_not_reported() throws Exception {
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
    void a_named_format_applies_to_the_files_in_the_archive() throws Exception {
        var options = new LocationFile.Options(Format.GPX, false, Hints.NONE, Parsed.CLOCK);

        assertThat(Parsed.of(zip("a.txt", gpx(2)), options).points()).hasSize(2);
        assertThat(Parsed.of(gzip(gpx(2)), options).points()).hasSize(2);
    }

    @Test
    void files_that_are_not_json_are_skipped_when_a_json_format_is_named() throws Exception {
        var takeout = zip(
                "archive_browser.html", bytes("<html><title>Archive contents</title></html>"),
                "notes.bin", bytesOf(0, 0, 7, 9, 200, 201, 202, 203),
                "Records.json", RECORDS);
        var options = new LocationFile.Options(Format.GOOGLE_RECORDS, false, Hints.NONE, Parsed.CLOCK);

        var parsed = Parsed.of(takeout, options);

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.outcome().otherCount()).isEqualTo(2);
    }

    @Test
    void files_that_are_not_xml_are_skipped_when_an_xml_format_is_named() throws Exception {
        var archive = zip("index.html", bytes("<!doctype html><html><br></html>"), "a.gpx", gpx(2));
        var options = new LocationFile.Options(Format.GPX, false, Hints.NONE, Parsed.CLOCK);

        assertThat(Parsed.of(archive, options).points()).hasSize(2);
    }

    @Test
    void an_archive_without_location_files_is_refused_with_its_contents_and_what_to_send_instead() {
        assertRefused(
                zip("1.png", PICTURE, "2.png", PICTURE, "Settings.json", bytes("{\"deviceSettings\": []}")),
                "nothing-to-import",
                "3 other files",
                "Settings.json",
                "send Records.json",
                "1.png",
                "image");
    }

    @Test
    void an_empty_archive_is_refused_as_empty() {
        assertRefused(zip(), "nothing-to-import", "empty");
        assertRefused(tar(), "unrecognised-format");
        assertRefused(zip("folder/", new byte[0]), "nothing-to-import", "empty");
    }
}
