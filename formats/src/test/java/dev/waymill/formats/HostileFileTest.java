package dev.waymill.formats;

import static dev.waymill.formats.Packing.bytes;
import static dev.waymill.formats.Packing.gpx;
import static dev.waymill.formats.Packing.gzip;
import static dev.waymill.formats.Packing.join;
import static dev.waymill.formats.Packing.tar;
import static dev.waymill.formats.Packing.zip;
import static dev.waymill.formats.Packing.zipOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files made to do harm: error messages are short, reading time is linear, and memory is bounded.
class HostileFileTest {
    private static final int LONGEST = 2_000;
    private static final String LONG = "中".repeat(400_000);

    static List<byte[]> quoting() {
        return List.of(
                bytes("<gpx><trk></" + LONG + "></gpx>"),
                bytes("<gpx><" + LONG.substring(0, 60_000) + "></gpx>"),
                bytes("<gpx " + LONG + "='1'></gpx>"),
                bytes("<gpx a='" + LONG + "'" + LONG),
                bytes("<" + LONG.substring(0, 20_000) + "/>"),
                bytes("<!DOCTYPE " + LONG.substring(0, 20_000) + "><" + LONG.substring(0, 10) + "/>"),
                bytes("<gpx>&" + LONG + ";</gpx>"),
                bytes("<gpx><?" + LONG + " x?></gpx>"),
                bytes("{\"locations\": [{\"" + LONG + "\": 1}]}"),
                bytes("{\"locations\": [{\"latitudeE7\": " + LONG + "}]}"),
                bytes("{\"locations\": [{\"latitudeE7\": " + "1".repeat(1_500_000) + "}]}"),
                bytes(LONG + ",latitude\n1,2\n"),
                bytes("latitude,longitude" + (",\"" + LONG.substring(0, 900) + "\"").repeat(60) + "\n1,2\n"),
                zip(LONG.substring(0, 20_000) + ".gpx", bytes("<gpx><" + LONG + "</gpx>")),
                zip(
                        LONG.substring(0, 20_000) + ".zip",
                        zip(LONG.substring(0, 20_000) + ".gpx", bytes("<gpx><a></b></gpx>"))),
                zip("..\\" + LONG.substring(0, 20_000), gpx(1)),
                join(
                        tarEntry("x", 'L', bytes(LONG.substring(0, 300_000) + ".gpx")),
                        tarEntry("x", '0', bytes("<gpx><a></b></gpx>")),
                        new byte[1024]));
    }

    @ParameterizedTest
    @MethodSource("quoting")
    void every_complaint_about_a_file_fits_into_two_thousand_characters(byte[] file) throws Exception {
        for (boolean keep : new boolean[] {false, true}) {
            try {
                var parsed = Parsed.of(file, new LocationFile.Options(null, keep, Hints.NONE, Parsed.CLOCK));
                assertBounded(parsed);
            } catch (UnreadableFileException e) {
                assertThat(e.getMessage()).hasSizeLessThanOrEqualTo(LONGEST).doesNotContain("\n", "\0");
                assertThat(e.withWayOut().getMessage()).hasSizeLessThanOrEqualTo(LONGEST);
            }
        }
    }

    private static void assertBounded(Parsed parsed) {
        assertThat(parsed.rejections()).allSatisfy(rejection -> {
            assertThat(rejection.text()).hasSizeLessThanOrEqualTo(200);
            assertThat(String.valueOf(rejection.place().file())).hasSizeLessThanOrEqualTo(200);
        });
        assertThat(parsed.outcome().troubled()).hasSizeLessThanOrEqualTo(100).allSatisfy(file -> {
            assertThat(file.name()).hasSizeLessThanOrEqualTo(200);
            assertThat(file.problem().message()).hasSizeLessThanOrEqualTo(500);
        });
    }

    @Test
    void many_broken_files_with_long_names_give_a_short_report() throws Exception {
        var files = new ArrayList<Object>();
        for (int i = 0; i < 150; i++) {
            files.add(i + LONG.substring(0, 2_000) + ".gpx");
            files.add(bytes("<gpx><" + LONG.substring(0, 3_000) + "></" + i + "></gpx>"));
        }
        files.add("a.gpx");
        files.add(gpx(1));

        var parsed = Parsed.ofDamaged(zipOf(ZipEntry.STORED, Zip64Mode.AsNeeded, files.toArray()));

        assertBounded(parsed);
        assertThat(parsed.outcome().troubledCount()).isEqualTo(150);
    }

    @Test
    void an_endless_gzip_header_is_refused_after_a_few_bytes() {
        for (int flag : new int[] {8, 16}) {
            var header = new byte[] {31, (byte) 139, 8, (byte) flag, 0, 0, 0, 0, 0, 0};
            var name = new Endless('x');

            assertThatThrownBy(() -> read(new SequenceInputStream(new ByteArrayInputStream(header), name)))
                    .isInstanceOfSatisfying(
                            UnreadableFileException.class,
                            e -> assertThat(e.code()).isEqualTo("archive-too-big"));
            assertThat(name.given).isLessThan(1 << 18);
        }
    }

    @Test
    void headers_of_later_gzip_members_are_bounded() {
        var second = new byte[] {31, (byte) 139, 8, 8, 0, 0, 0, 0, 0, 0};

        assertRefused(join(gzip(gpx(1)), second, bytes("x".repeat(200_000))), "archive-too-big");
    }

    @ParameterizedTest
    @ValueSource(chars = {'g', 'x', 'L', 'K'})
    void the_pax_headers_of_a_tar_are_bounded_in_total(char type) {
        var key = type == 'g' || type == 'x';
        var content = bytes(key ? paxOf(500_000) : "x".repeat(500_000));
        var one = tarEntry("././@x", type, content);
        var parts = new ArrayList<InputStream>();
        for (int i = 0; i < 200; i++) {
            parts.add(new ByteArrayInputStream(one));
            if (i % 3 == 2) {
                parts.add(new ByteArrayInputStream(tarEntry("a" + i + ".txt", '0', new byte[0])));
            }
        }

        assertThatThrownBy(() -> read(new SequenceInputStream(Collections.enumeration(parts))))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo("archive-too-big"));
    }

    /// Very many short pairs.
    private static String paxOf(int bytes) {
        var pax = new StringBuilder();
        for (int i = 0; pax.length() < bytes; i++) {
            pax.append(pax("k" + i, "v"));
        }
        return pax.toString();
    }

    private static String pax(String key, String value) {
        var pair = " " + key + "=" + value + "\n";
        int length = pair.length() + 1;
        length = pair.length() + Integer.toString(length + 1).length();
        return length + pair;
    }

    @Test
    void pax_paths_and_sizes_are_used_and_sparse_files_refused() throws Exception {
        var path = pax("path", "folder/track1.gpx");
        var track = gpx(2);
        var size = pax("size", Integer.toString(track.length));
        var real = tarEntry("short.gpx", '0', track);
        // The entry's own header has another length.
        var lying = real.clone();
        System.arraycopy(bytes("00000000001\0"), 0, lying, 124, 12);
        withChecksum(lying);
        var sparse = pax("GNU.sparse.major", "1");

        var parsed = Parsed.of(join(
                tarEntry("x", 'x', bytes(path + size)),
                lying,
                tarEntry("x", 'x', bytes(sparse)),
                tarEntry("hole.gpx", '0', track),
                tarEntry("hole2.gpx", 'S', track),
                new byte[1024]));

        assertThat(parsed.points()).hasSize(2);
        assertThat(parsed.outcome().troubled())
                .extracting(file -> file.name() + " " + file.problem().code())
                .containsExactly("hole.gpx archive-method", "hole2.gpx archive-method");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9999999 path=x\n", "x path=x\n", " path=x\n", "8path=x\n", "5 a=1\n", "10 size=-1\n", "0 a=b\n"
            })
    void an_invalid_pax_header_counts_as_damage(String pax) {
        assertRefused(
                join(tarEntry("x", 'x', bytes(pax)), tarEntry("a.gpx", '0', gpx(1)), new byte[1024]),
                "archive-damaged");
    }

    @Test
    void compression_methods_that_need_much_memory_are_refused() {
        for (int method : new int[] {1, 6, 14, 20, 93, 95, 98}) {
            var file = zip("a.gpx", gpx(1));
            file[8] = (byte) method;

            assertThatThrownBy(() -> read(new ByteArrayInputStream(file)))
                    .isInstanceOfSatisfying(
                            UnreadableFileException.class,
                            e -> assertThat(e.code()).isIn("archive-method", "archive-damaged"));
        }
    }

    @Test
    void twenty_thousand_compressed_files_in_an_archive_are_read_one_by_one() throws Exception {
        var track = gzip(gpx(1));
        var files = new Object[10_000];
        for (int i = 0; i < files.length; i += 2) {
            files[i] = i + ".gpx.gz";
            files[i + 1] = track;
        }

        assertThat(Parsed.of(tar(files)).points()).hasSize(5_000);
    }

    @Test
    void extra_fields_of_many_files_are_not_kept() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (int i = 0; i < 60; i++) {
                var entry = new ZipEntry("track" + i + ".gpx");
                var extra = new byte[60_000];
                for (int at = 0; at + 4 <= extra.length; at += 4) {
                    extra[at] = 0x77;
                    extra[at + 1] = 0x77;
                }
                entry.setExtra(extra);
                zip.putNextEntry(entry);
                zip.write(gpx(1));
            }
        }

        assertThat(Parsed.of(out.toByteArray()).points()).hasSize(60);
    }

    @Test
    void an_html_page_is_recognized_in_any_spelling_of_its_doctype() {
        for (var doctype : List.of("<!doctype html>", "<!DOCTYPE html>", "<!DocType HTML PUBLIC \"-//>//\" 'a>b'>")) {
            assertThatThrownBy(() -> read(new ByteArrayInputStream(bytes(doctype + "<html><br></html>"))))
                    .hasMessageContaining("HTML page");
        }
    }

    @Test
    void no_url_in_a_file_is_fetched() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var url = "http://127.0.0.1:" + server.getLocalPort() + "/x";
            var parsed = Parsed.of("""
                    <?xml-stylesheet href="%1$s"?>
                    <!DOCTYPE gpx SYSTEM "%1$s">
                    <gpx xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xi="http://www.w3.org/2001/XInclude"
                         xsi:schemaLocation="http://www.topografix.com/GPX/1/1 %1$s">
                      <xi:include href="file:///etc/passwd" parse="text"/><xi:include href="%1$s"/>
                      <rtept lat="1" lon="2"><time>2026-01-01T10:00:00Z</time></rtept>
                    </gpx>""".formatted(url));

            assertThat(parsed.points()).hasSize(1);
            server.setSoTimeout(50);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void swapped_coordinates_are_rejected_when_out_of_range() throws Exception {
        var parsed = Parsed.of("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[52.5,134.1]},"
                + "\"properties\":{\"timestamp\":\"2026-01-01T10:00:00Z\"}}");

        assertThat(parsed.points()).isEmpty();
        assertThat(parsed.rejections().getFirst().reason()).isEqualTo(RejectionReason.COORDINATE_RANGE);
    }

    @Test
    void repeated_column_names_do_not_slow_down_each_row() throws Exception {
        var table = "lat,lon,time," + "lat,".repeat(8_000) + "lat_s,".repeat(7_000) + "\n"
                + "1,2,1600000000\n".repeat(20_000);
        // Looking up all these columns in each row would take minutes.
        assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> assertThat(Parsed.of(table).points()).hasSize(20_000));
    }

    @Test
    void too_many_distinct_element_names_are_refused() {
        var names = new StringBuilder("<gpx>");
        for (int i = 0; i < 2_000; i++) {
            names.append("<n").append(i).append("/>");
        }

        assertRefused(bytes(names + "</gpx>"), "xml-limit");
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void false_zip64_lengths_count_as_damage(long length) {
        for (int method : new int[] {0, 8}) {
            var header = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(0x04034B50).putShort((short) 45).putShort((short) 0).putShort((short) method);
            header.putInt(0).putInt(0).putInt(-1).putInt(-1).putShort((short) 5).putShort((short) 20);
            header.put(bytes("a.gpx")).putShort((short) 1).putShort((short) 16);
            header.putLong(length).putLong(length).put(bytes("<gpx/>"));

            assertThatThrownBy(() -> read(new ByteArrayInputStream(header.array())))
                    .isInstanceOfSatisfying(
                            UnreadableFileException.class,
                            e -> assertThat(e.code()).isIn("archive-damaged", "truncated-file", "malformed-xml"));
        }
    }

    private static void assertRefused(byte[] file, String code) {
        assertThatThrownBy(() -> read(new ByteArrayInputStream(file)))
                .isInstanceOfSatisfying(
                        UnreadableFileException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Parsed read(InputStream in) throws UnreadableFileException, IOException {
        return Parsed.of(in, LocationFile.Options.defaults(Parsed.CLOCK));
    }

    private static byte[] tarEntry(String name, char type, byte[] content) {
        var header = Arrays.copyOf(tar("x", new byte[0]), 512);
        Arrays.fill(header, 0, 100, (byte) 0);
        System.arraycopy(bytes(name), 0, header, 0, name.length());
        System.arraycopy(bytes("%011o\0".formatted(content.length)), 0, header, 124, 12);
        header[156] = (byte) type;
        withChecksum(header);
        return join(header, content, new byte[(512 - content.length % 512) % 512]);
    }

    private static void withChecksum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += header[i] & 0xFF;
        }
        System.arraycopy(bytes("%06o\0 ".formatted(sum)), 0, header, 148, 8);
    }

    /// Repeats one letter without end.
    private static final class Endless extends InputStream {
        private final char letter;
        private long given;

        Endless(char letter) {
            this.letter = letter;
        }

        @Override
        public int read() {
            if (given++ > 300_000_000) {
                throw new IllegalStateException("nobody stops");
            }
            return letter;
        }
    }
}
