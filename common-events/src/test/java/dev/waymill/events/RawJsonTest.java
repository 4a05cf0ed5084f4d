package dev.waymill.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RawJsonTest {
    private static final UUID ID = new UUID(1, 2);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "0",
                "\"a\"",
                "true",
                "{\"a\":[1,2,{\"b\":null}],\"c\":\"\\\"\\\\\\n\"}",
                "{\"n\":[1e400,-0.10,12345678901234567890123,1E+5]}",
                "[[[[]]]]"
            })
    void a_payload_arrives_unchanged(String json) throws Exception {
        var event = new TaskDispatched(ID, Instant.EPOCH, ID, ID, 1, "ada", "test", new RawJson(json));

        var read = (TaskDispatched) EventCodec.decode(EventCodec.encode(event));

        assertThat(read.payload().text()).isEqualTo(json);
        assertThat(read).isEqualTo(event);
    }

    @Test
    void white_space_is_removed() {
        assertThat(read(" { \"a\" : [ 1 , 2 ] } ").text()).isEqualTo("{\"a\":[1,2]}");
    }

    @Test
    void a_payload_of_many_small_objects_is_kept_as_text() {
        var json = "[" + "{},".repeat(80_000) + "{}]";

        var read = read(json);

        assertThat(read.text()).isEqualTo(json);
        assertThat(read.bytes()).isEqualTo(json.length());
    }

    @Test
    void the_size_is_counted_in_bytes() {
        for (var text : List.of("a", "\u00e9", "\u4e2d", "\ud83d\ude00", "a\u00e9\u4e2d\ud83d\ude00")) {
            assertThat(new RawJson(text).bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void an_unpaired_surrogate_is_not_unicode() {
        assertThat(read("\"\\ud83d\\ude00\"").isUnicode()).isTrue();
        assertThat(read("\"\\ud83d\"").isUnicode()).isFalse();
        assertThat(RawJson.of("a\ud83d").text()).isEqualTo("\"a\ufffd\"");
    }

    @Test
    void an_escaped_nul_is_found_and_an_escaped_backslash_is_not_mistaken() {
        assertThat(read("{\"a\\u0000\":1}").holdsNul()).isTrue();
        assertThat(read("\"\\\\\\u0000\"").holdsNul()).isTrue();
        assertThat(read("\"\\\\u0000\"").holdsNul()).isFalse();
        assertThat(read("[\"\\\\u0000\",\"\\u0000\\u0000\"]").withoutNul().text())
                .isEqualTo("[\"\\\\u0000\",\"\\ufffd\\ufffd\"]");
    }

    private static RawJson read(String json) {
        return JsonMapper.shared().readValue(json, RawJson.class);
    }
}
