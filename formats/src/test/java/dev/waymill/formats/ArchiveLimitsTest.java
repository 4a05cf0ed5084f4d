package dev.waymill.formats;

import static dev.waymill.formats.ArchiveFixture.KML;
import static dev.waymill.formats.ArchiveFixture.PHOTO;
import static dev.waymill.formats.ArchiveFixture.assertRefused;
import static dev.waymill.formats.Packing.bytes;
import static dev.waymill.formats.Packing.gpx;
import static dev.waymill.formats.Packing.gzip;
import static dev.waymill.formats.Packing.streamedZip;
import static dev.waymill.formats.Packing.tar;
import static dev.waymill.formats.Packing.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// How deep, how many and how large the files of an archive may be.
class ArchiveLimitsTest {
    @Test
    void nested_archives_are_opened_up_to_a_depth_limit() throws Exception {
        var kmz = zip("doc.kml", KML, "images/a.jpg", PHOTO);
        assertThat(Parsed.of(gzip(tar("takeout.zip", zip("maps/map.kmz", kmz)))).points())
                .hasSize(1);

        assertRefused(gzip(gzip(gzip(gzip(gzip(gpx(1)))))), "archive-nested");
        assertRefused(zip("a.zip", zip("b.zip", zip("c.zip", zip("d.zip", kmz)))), "archive-nested", "a.zip/b.zip");
    }

    @Test
    void an_archive_bomb_is_refused_in_any_file_even_when_damage_is_allowed() {
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
    void twenty_thousand_files_in_all_nested_archives_are_read_and_one_more_is_refused() throws Exception {
        var files = new Object[40_000];
        for (int i = 0; i < files.length; i += 2) {
            files[i] = "track" + i + ".gpx";
            files[i + 1] = bytes("<gpx/>");
        }

        assertThat(Parsed.of(tar(files)).outcome().files()).isEqualTo(20_000);
        assertRefused(tar("a.tar", tar(files)), "archive-too-big");
    }

    @Test
    void a_name_of_gigabytes_is_refused_before_it_is_read() throws Exception {
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
}
