package dev.waymill.gateway.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNameTest {
    @ParameterizedTest
    @CsvSource({
        "ride.gpx,                 ride.gpx",
        "../../etc/passwd,         passwd",
        "'C:\\Users\\ada\\a.gpx',  a.gpx",
        "dir/,                     upload",
        "..,                       upload",
        "'',                       upload",
        "' a b.gpx ',              a b.gpx",
    })
    void a_path_is_reduced_to_its_last_segment(String given, String shown) {
        assertThat(FileName.of(given)).isEqualTo(shown);
    }

    @Test
    void a_missing_name_gets_a_default() {
        assertThat(FileName.of(null)).isEqualTo("upload");
    }

    @Test
    void invisible_characters_are_removed() {
        assertThat(FileName.of("a\u202Expg.\u0000exe\n\u200B")).isEqualTo("axpg.exe");
        assertThat(FileName.of("a\ud800b")).isEqualTo("ab");
    }

    @Test
    void a_name_is_normalized_to_composed_characters() {
        assertThat(FileName.of("u\u0308ber.gpx")).isEqualTo("\u00fcber.gpx");
    }

    @Test
    void a_long_name_is_cut_between_characters() {
        assertThat(FileName.of("x".repeat(300))).hasSize(255);
        assertThat(FileName.of("x".repeat(254) + "\ud83d\ude80")).hasSize(254);
    }
}
