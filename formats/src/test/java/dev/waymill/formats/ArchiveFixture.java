package dev.waymill.formats;

import static dev.waymill.formats.Packing.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.reader.UnreadableFileException;
import java.nio.charset.StandardCharsets;

/// Sample files and assertions of the archive tests.
final class ArchiveFixture {
    private ArchiveFixture() {}

    static final byte[] PHOTO = bytesOf(0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F');
    static final byte[] KML = bytes("<kml><Placemark><TimeStamp><when>2026-01-01T10:00:00Z</when></TimeStamp>"
            + "<Point><coordinates>2,1</coordinates></Point></Placemark></kml>");
    static final byte[] RECORDS = bytes("{\"locations\": [{\"latitudeE7\": 525200000,"
            + " \"longitudeE7\": 134050000, \"timestamp\": \"2026-01-01T10:00:00Z\"}]}");

    static byte[] bytesOf(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /// @param words parts of the message
    static void assertRefused(byte[] file, String code, String... words) {
        assertThatThrownBy(() -> Parsed.of(file)).isInstanceOfSatisfying(UnreadableFileException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).doesNotContain("Exception", "org.apache", "java.");
            assertThat(words).allSatisfy(word -> assertThat(e.getMessage()).contains(word));
        });
    }

    /// Replaces the first occurrence of the bytes.
    static byte[] replaced(byte[] file, byte[] what, byte[] by) {
        var text = new String(file, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(new String(what, StandardCharsets.ISO_8859_1));
        var replaced = file.clone();
        System.arraycopy(by, 0, replaced, at, by.length);
        return replaced;
    }
}
