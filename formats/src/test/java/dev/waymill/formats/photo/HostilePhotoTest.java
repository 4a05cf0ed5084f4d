package dev.waymill.formats.photo;

import static dev.waymill.formats.photo.HeifSample.box;
import static dev.waymill.formats.photo.HeifSample.bytes;
import static dev.waymill.formats.photo.HeifSample.ints;
import static dev.waymill.formats.photo.HeifSample.join;
import static dev.waymill.formats.photo.HeifSample.location;
import static dev.waymill.formats.photo.HeifSample.meta;
import static dev.waymill.formats.photo.HeifSample.shorts;
import static dev.waymill.formats.photo.HeifSample.withMeta;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile.Options;
import dev.waymill.formats.Mutations;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Photos that are damaged, or made to do harm: they are refused soon, and memory is bounded.
class HostilePhotoTest {
    private static final long ALLOCATED_AT_MOST = 64 << 20;

    private static void assertRefused(byte[] file, String... codes) {
        assertThatThrownBy(() -> Parsed.of(file)).isInstanceOfSatisfying(UnreadableFileException.class, e -> {
            assertThat(e.code()).isIn((Object[]) codes);
            assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception", "java.", "drew");
        });
    }

    @Property(tries = 1_000)
    void a_corrupted_photo_is_read_or_refused(@ForAll long seed) throws IOException {
        var photo = ExifSample.berlin().camera(ExifSample.MODEL, "A camera").taken(ExifSample.ORIGINAL, "2024");
        var file = switch ((int) Math.floorMod(seed, 3L)) {
            case 0 -> photo.jpeg();
            case 1 -> photo.heic();
            default -> HeifSample.inMeta(photo.tiff());
        };
        Mutations.readOrRefuse(Format.PHOTO, file, seed);
    }

    @Test
    void a_photo_that_ends_before_its_picture_is_damaged() {
        var jpeg = ExifSample.berlin().jpeg();
        for (int length = 3; length < jpeg.length - 30; length++) {
            assertRefused(Arrays.copyOf(jpeg, length), "truncated-file");
        }
        var heic = ExifSample.berlin().heic();
        for (int length = 12; length < heic.length - 5_000; length += length < 300 ? 1 : 97) {
            assertRefused(Arrays.copyOf(heic, length), "truncated-file");
        }
    }

    @Test
    void a_jpeg_of_zeros_or_without_end_is_refused() {
        assertRefusedSoon(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0, 0, 2}, 0, "malformed-photo");
        assertRefusedSoon(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF}, 0xFF, "photo-limit");
        // Segments of 0xE1E1 bytes, all with the marker of Exif.
        assertRefusedSoon(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE1}, 0xE1, "malformed-photo");
    }

    @Test
    void a_heif_whose_boxes_claim_to_be_huge_is_refused() {
        var start = box("ftyp", bytes("heic\0\0\0\0mif1"));
        assertRefusedSoon(join(start, ints(0x7FFFFFFF), bytes("meta")), 0, "photo-limit");
        assertRefusedSoon(join(start, ints(-1), bytes("free")), 0, "photo-limit");
        assertRefusedSoon(join(start, ints(1), bytes("free"), ints(-1, -1)), 0, "malformed-photo");
        assertRefusedSoon(join(start, ints(1), bytes("free"), ints(0x7FFFFFFF, -1)), 0, "photo-limit");
        assertRefusedSoon(join(start, ints(3), bytes("free")), 0, "malformed-photo");
        assertRefusedSoon(join(ints(0x7FFFFFFF), bytes("ftypheic")), 0, "malformed-photo");
        assertRefusedSoon(start, 0, "unsupported-photo");
    }

    @Test
    void a_heif_whose_items_are_impossible_is_refused() {
        for (var locations : new byte[][] {
            location(0, 0, 100),
            location(0, 400, 0x7FFFFFFF),
            location(0, 0x7FFFFFF0, 100),
            location(0, -1, 100),
            location(1, 5, 0x7FFFFFFF),
            location(1, -1, 4),
            location(2, 0, 100),
            location(0, 400, 0),
            shorts(0, 0, 0x4400, 0xFFFF),
            new byte[0]
        }) {
            assertRefused(
                    withMeta(meta(locations, new byte[50])),
                    "photo-limit",
                    "malformed-photo",
                    "truncated-file",
                    "unsupported-photo");
        }
    }

    @Test
    void metadata_behind_the_picture_are_not_searched() {
        assertRefused(
                join(
                        box("ftyp", bytes("heic\0\0\0\0mif1")),
                        box("mdat", new byte[100]),
                        meta(new byte[0], new byte[0])),
                "unsupported-photo");
    }

    @Test
    void directories_that_contain_each_other_are_visited_once() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            // The directory of the receiver is the first directory itself.
            var loop = ByteBuffer.allocate(1 << 15).put(bytes("MM\0*")).putInt(8);
            loop.putShort((short) 2_700);
            for (int i = 0; i < 2_700; i++) {
                loop.putShort((short) (i % 2 == 0 ? 0x8825 : 0x8769)).putShort((short) 4);
                loop.putInt(1).putInt(8);
            }
            assertThat(ExifTags.of(new ExifBlock(0, loop.array())).gps(2)).isEmpty();
        });
    }

    @Test
    void tags_that_share_their_bytes_do_not_multiply_them() throws Exception {
        int most = 5_000;
        var tiff = ByteBuffer.allocate(65_000).put(bytes("MM\0*")).putInt(8).putShort((short) most);
        for (int i = 0; i < most; i++) {
            tiff.putShort((short) i).putShort((short) 7).putInt(64_000).putInt(0);
        }
        long before = allocated();

        assertThat(Parsed.of(ExifSample.jpegOf(tiff.array())).reasons()).containsExactly("coordinate-missing");
        assertThat(allocated() - before).isLessThan(ALLOCATED_AT_MOST);
    }

    /// Reads a file that goes on without end.
    private static void assertRefusedSoon(byte[] start, int then, String code) {
        var rest = new Endless(then);
        long before = allocated();
        assertThatThrownBy(() -> Parsed.of(
                        new SequenceInputStream(new ByteArrayInputStream(start), rest), Options.defaults(Parsed.CLOCK)))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(rest.given).isLessThan(70_000_000);
        assertThat(allocated() - before).isLessThan(ALLOCATED_AT_MOST);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /// Repeats one byte without end.
    private static final class Endless extends InputStream {
        private final int one;
        private long given;

        Endless(int one) {
            this.one = one;
        }

        @Override
        public int read() {
            given++;
            return one;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            Arrays.fill(buffer, offset, offset + length, (byte) one);
            given += length;
            return length;
        }
    }
}
