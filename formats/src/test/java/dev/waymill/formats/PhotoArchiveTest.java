package dev.waymill.formats;

import static dev.waymill.formats.ArchiveFixture.KML;
import static dev.waymill.formats.ArchiveFixture.PHOTO;
import static dev.waymill.formats.ArchiveFixture.assertRefused;
import static dev.waymill.formats.Packing.bytes;
import static dev.waymill.formats.Packing.gpx;
import static dev.waymill.formats.Packing.streamedZip;
import static dev.waymill.formats.Packing.tar;
import static dev.waymill.formats.Packing.zip;
import static dev.waymill.formats.photo.ExifSample.berlin;
import static dev.waymill.formats.photo.ExifSample.plainJpeg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.LocationFile.Options;
import dev.waymill.formats.LocationFile.ProblemFile;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.UnreadableFileException;
import org.junit.jupiter.api.Test;

/// Archives of photos, with and without tracks.
class PhotoArchiveTest {
    private static final byte[] SIDECAR = bytes("{\"title\": \"1.jpg\", \"description\": \"\", \"imageViews\": \"0\","
            + " \"photoTakenTime\": {\"timestamp\": \"1714552215\"}, \"geoData\": {\"latitude\": 52.52,"
            + " \"longitude\": 13.405, \"altitude\": 0.0}, \"url\": \"https://photos.google.com/photo/x\"}");

    @Test
    void an_album_is_a_timeline_and_says_how_many_photos_have_no_place() throws Exception {
        for (var album : new byte[][] {
            zip("a/1.jpg", berlin().jpeg(), "a/1.jpg.json", SIDECAR, "2.HEIC", berlin().heic(), "3.jpg", plainJpeg()),
            streamedZip("1.jpg", berlin().jpeg(), "1.json", SIDECAR, "2", berlin().heic(), "3.jpg", plainJpeg()),
            tar("1.jpg", berlin().jpeg(), "1.json", SIDECAR, "2.heic", berlin().heic(), "3.jpg", plainJpeg()),
        }) {
            var parsed = Parsed.of(album);

            assertThat(parsed.points()).hasSize(2);
            assertThat(parsed.reasons()).containsExactly("coordinate-missing");
            assertThat(parsed.rejections().getFirst().place()).isEqualTo(new Place("3.jpg", null, 0L));
            assertThat(parsed.outcome().files()).isEqualTo(3);
            assertThat(parsed.outcome().others()).hasToString("{other=1}");
        }
    }

    @Test
    void beside_a_track_photos_are_named_and_not_read_in_any_order() throws Exception {
        for (var archive : new byte[][] {
            zip("1.jpg", berlin().jpeg(), "2.jpg", plainJpeg(), "3.jpg", PHOTO, "a.gpx", gpx(2)),
            tar("a.gpx", gpx(2), "1.jpg", berlin().jpeg(), "2.jpg", plainJpeg(), "3.jpg", PHOTO),
            zip("x.zip", zip("1.jpg", berlin().jpeg(), "2", plainJpeg(), "3", PHOTO), "y.zip", zip("a.gpx", gpx(2)))
        }) {
            var parsed = Parsed.of(archive);

            assertThat(parsed.points()).hasSize(2);
            assertThat(parsed.rejections()).isEmpty();
            assertThat(parsed.outcome().files()).isOne();
            assertThat(parsed.outcome().troubledCount()).isZero();
            assertThat(parsed.outcome().others()).hasToString("{photo=3}");
            assertThat(parsed.outcome().unread()).singleElement().satisfies(photo -> {
                assertThat(photo.name()).endsWith("1.jpg");
                assertThat(photo.problem().message()).contains("?format=photo");
            });
        }
    }

    @Test
    void pictures_of_a_map_are_not_reported() throws Exception {
        var parsed = Parsed.of(zip("files/1.jpg", plainJpeg(), "doc.kml", KML));

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.outcome().unread()).isEmpty();
        assertThat(parsed.outcome().others()).hasToString("{photo=1}");
    }

    @Test
    void the_uploader_can_choose_the_photos_or_a_format_of_tracks() throws Exception {
        var archive = zip("1.jpg", berlin().jpeg(), "a.gpx", gpx(2));

        var photos = Parsed.of(archive, options(Format.PHOTO, false));
        assertThat(photos.places()).containsExactly("2024-05-01T08:30:15Z 52.5200000 13.4050000");
        assertThat(photos.outcome().troubled()).extracting(ProblemFile::name).containsExactly("a.gpx");

        var tracks = Parsed.of(archive, options(Format.GPX, false));
        assertThat(tracks.points()).hasSize(2);
        assertThat(tracks.outcome().others()).hasToString("{photo=1}");
        assertThat(Parsed.of(zip("1.jpg", berlin().jpeg()), options(Format.ZIP, false))
                        .points())
                .hasSize(1);
        assertThatThrownBy(() -> Parsed.of(berlin().jpeg(), options(Format.GPX, false)))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessageContaining("photo");
    }

    private static Options options(Format format, boolean keepDamaged) {
        return new Options(format, keepDamaged, Hints.NONE, Parsed.CLOCK);
    }

    @Test
    void a_damaged_photo_of_an_album_is_named_and_the_others_are_read() throws Exception {
        var album = zip("1.jpg", berlin().jpeg(), "2.jpg", PHOTO);

        for (var parsed : new Parsed[] {Parsed.of(album), Parsed.ofDamaged(album)}) {
            assertThat(parsed.points()).hasSize(1);
            assertThat(parsed.outcome().troubled())
                    .extracting(file -> file.name() + " " + file.problem().code())
                    .containsExactly("2.jpg truncated-file");
        }
        assertRefused(zip("2.jpg", PHOTO), "truncated-file", "2.jpg");
    }

    @Test
    void a_track_without_points_does_not_hide_the_photos() throws Exception {
        assertThat(Parsed.of(zip("a.gpx", bytes("<gpx/>"), "1.jpg", berlin().jpeg()))
                        .points())
                .hasSize(1);
    }

    @Test
    void twenty_thousand_photos_are_read() throws Exception {
        var photo = berlin().jpeg();
        var album = new Object[40_000];
        for (int i = 0; i < album.length; i += 2) {
            album[i] = i + ".jpg";
            album[i + 1] = photo;
        }

        assertThat(Parsed.of(tar(album)).points()).hasSize(20_000);
    }
}
