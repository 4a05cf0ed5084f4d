package dev.waymill.gateway.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
    @Test
    void a_key_is_parsed_from_its_text() {
        for (int i = 0; i < 100; i++) {
            var key = ApiKey.random();
            assertThat(ApiKey.parse(key.text())).contains(key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wm_", "wm_short_short", "WM_AAAAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void a_malformed_text_is_not_a_key(String text) {
        assertThat(ApiKey.parse(text)).isEmpty();
    }

    @Test
    void a_printed_key_does_not_show_its_secret() {
        var key = ApiKey.random();
        assertThat(key.toString()).doesNotContain(key.secret());
    }

    @Test
    void two_keys_never_have_the_same_hash() {
        assertThat(ApiKey.random().secretHash()).isNotEqualTo(ApiKey.random().secretHash());
    }
}
