package dev.waymill.formats;

import static dev.waymill.formats.Packing.bytes;
import static dev.waymill.formats.Packing.gpx;
import static dev.waymill.formats.Packing.gzip;
import static dev.waymill.formats.Packing.streamedZip;
import static dev.waymill.formats.Packing.tar;
import static dev.waymill.formats.Packing.zip;
import static dev.waymill.formats.Packing.zipOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.LocationFile.ProblemFile;
import dev.waymill.formats.reader.UnreadableFileException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.junit.jupiter.api.Test;

/// Damage in an archive is judged per file.
class DamagedArchiveEntryTest {
    private static final String WAY_OUT = "?onDamage=keep";

    /// A GPX file of so many points that ends before its closing tags.
    private static byte[] cutGpx(int points) {
        var whole = gpx(points);
        return Arrays.copyOf(whole, whole.length - 20);
    }

    @Test
    void the_good_files_count_and_a_damaged_one_is_left_out_and_named() throws Exception {
        for (var file : new byte[][] {
            zip("a.gpx", gpx(3), "day/b.gpx", cutGpx(50), "c.gpx", gpx(1)),
            streamedZip("a.gpx", gpx(3), "day/b.gpx", cutGpx(50), "c.gpx", gpx(1)),
            tar("a.gpx", gpx(3), "day/b.gpx", cutGpx(50), "c.gpx", gpx(1)),
            gzip(tar("a.gpx", gpx(3), "day/b.gpx", cutGpx(50), "c.gpx", gpx(1))),
        }) {
            var parsed = Parsed.of(file);

            assertThat(parsed.points()).hasSize(4);
            assertThat(parsed.outcome().files()).isEqualTo(2);
            assertThat(parsed.outcome().damage()).isNull();
            assertThat(parsed.outcome().troubledCount()).isEqualTo(1);
            assertThat(parsed.outcome().troubled()).singleElement().satisfies(troubled -> {
                assertThat(troubled.name()).isEqualTo("day/b.gpx");
                assertThat(troubled.problem().code()).isEqualTo("truncated-file");
                assertThat(troubled.problem().message()).contains(WAY_OUT).doesNotContain("b.gpx");
            });
        }
    }

    @Test
    void the_readable_part_of_a_damaged_file_counts_if_its_owner_wants_it() throws Exception {
        var kept = Parsed.ofDamaged(zip("a.gpx", gpx(3), "b.gpx", cutGpx(50), "c.gpx", gpx(1)));

        assertThat(kept.points()).hasSizeGreaterThan(50);
        assertThat(kept.outcome().files()).isEqualTo(3);
        assertThat(kept.outcome().troubled()).singleElement().satisfies(troubled -> {
            assertThat(troubled.read()).isGreaterThan(46);
            assertThat(troubled.problem().message()).doesNotContain(WAY_OUT);
        });
    }

    @Test
    void a_long_damaged_file_is_left_out_too_with_its_rejections() throws Exception {
        var text = new String(gpx(25_000), StandardCharsets.UTF_8).replace("lat='7.5'", "lat='97.5'");
        var parsed = Parsed.of(zip("a.gpx", gpx(3), "b.gpx", bytes(text + "</gpx>"), "c.gpx", gpx(20_000)));

        assertThat(parsed.points()).hasSize(20_003);
        assertThat(parsed.rejections()).isEmpty();
        assertThat(parsed.outcome().troubled())
                .extracting(troubled -> troubled.name() + " " + (troubled.read() > 20_000))
                .containsExactly("b.gpx true");
    }

    @Test
    void a_file_whose_checksum_is_wrong_is_damaged_even_if_it_can_be_read() throws Exception {
        var stored = zipOf(ZipEntry.STORED, Zip64Mode.AsNeeded, "a.gpx", gpx(3), "b.gpx", gpx(1));
        var text = new String(stored, StandardCharsets.ISO_8859_1).replaceFirst("lon='2'", "lon='3'");
        var file = text.getBytes(StandardCharsets.ISO_8859_1);

        var parsed = Parsed.of(file);

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.outcome().files()).isEqualTo(1);
        assertThat(parsed.outcome().troubled())
                .extracting(
                        troubled -> troubled.name() + " " + troubled.problem().code())
                .containsExactly("a.gpx archive-damaged");

        var kept = Parsed.ofDamaged(file);

        assertThat(kept.outcome().troubled())
                .extracting(troubled -> troubled.name() + " " + troubled.read())
                .containsExactly("a.gpx 3");
        assertThat(kept.points()).hasSize(4);
    }

    @Test
    void a_damaged_archive_in_an_archive_gives_its_good_files() throws Exception {
        var inner = zip("a.gpx", gpx(5), "b.gpx", gpx(5));
        int second = new String(inner, StandardCharsets.ISO_8859_1).indexOf("PK\3\4", 10);

        var parsed = Parsed.of(zip("x.zip", Arrays.copyOf(inner, second + 60), "c.gpx", gpx(1)));

        assertThat(parsed.points()).hasSize(6);
        assertThat(parsed.outcome().troubled())
                .extracting(ProblemFile::name)
                .contains("x.zip")
                .isSubsetOf("x.zip", "x.zip/b.gpx");
    }

    @Test
    void a_damaged_file_does_not_take_a_good_one_of_its_name_with_it() throws Exception {
        var parsed = Parsed.of(zip("a.gpx", gpx(3), "a.gpx", cutGpx(5), "a.gpx", gpx(1), "a.gpx", bytes("<html/>")));

        assertThat(parsed.points()).hasSize(4);
        assertThat(parsed.outcome().files()).isEqualTo(2);
        assertThat(parsed.outcome().troubledCount()).isEqualTo(2);
    }

    @Test
    void an_archive_of_damaged_files_only_is_refused_with_the_way_out() {
        assertThatThrownBy(() -> Parsed.of(zip("day/a.gpx", cutGpx(5), "day/b.gpx", cutGpx(5))))
                .isInstanceOfSatisfying(UnreadableFileException.class, e -> {
                    assertThat(e.code()).isEqualTo("truncated-file");
                    assertThat(e.getMessage()).containsOnlyOnce("day/a.gpx").contains(WAY_OUT);
                });
        assertThatThrownBy(() -> Parsed.of(zip("x.zip", zip("day/a.gpx", cutGpx(5)))))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class,
                        e -> assertThat(e.getMessage())
                                .containsOnlyOnce("x.zip/day/a.gpx")
                                .containsOnlyOnce("x.zip"));
    }

    @Test
    void each_unread_file_of_text_or_data_is_named_with_its_reason_and_photos_are_counted_by_kind() throws Exception {
        var parsed = Parsed.of(zip(
                "ride.gpx", gpx(2),
                "ride.log", bytes("*12 log of another program\n"),
                "photo.jpg", new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0, 0},
                "movie.mp4", bytes("\0\0\0\30ftypisom"),
                "note.mp3", bytes("ID3\3\0\0"),
                "icon.png", new byte[] {(byte) 0x89, 'P', 'N', 'G'},
                "icon2.png", new byte[] {(byte) 0x89, 'P', 'N', 'G'},
                "raw.bin", new byte[] {1, 0, 2, 0, 3},
                "notes.db", bytes("SQLite format 3\0")));

        assertThat(parsed.outcome().unread())
                .extracting(ProblemFile::name)
                .containsExactly("ride.log", "raw.bin", "notes.db");
        assertThat(parsed.outcome().unread().getFirst().problem().message()).contains("text of an unknown format");
        assertThat(parsed.outcome().others()).hasToString("{image=2, other=3, photo=1, sound=1, video=1}");
        assertThat(parsed.outcome().troubledCount()).isZero();
    }

    @Test
    void many_files_of_one_reason_do_not_hide_another() throws Exception {
        var files = new Object[8_002];
        for (int i = 0; i < 8_000; i += 2) {
            files[i] = i + ".jpg.json";
            files[i + 1] = bytes("{\"title\": \"%d.jpg\", \"views\": 0}".formatted(i));
        }
        files[8_000] = "one.db";
        files[8_001] = bytes("SQLite format 3\0");

        var outcome = Parsed.of(zip("x.zip", zip(files), "a.gpx", gpx(1))).outcome();

        assertThat(outcome.unread())
                .hasSize(11)
                .last()
                .extracting(ProblemFile::name)
                .isEqualTo("x.zip/one.db");
        assertThat(outcome.others()).containsOnlyKeys("other").containsEntry("other", 4_001L);
    }
}
