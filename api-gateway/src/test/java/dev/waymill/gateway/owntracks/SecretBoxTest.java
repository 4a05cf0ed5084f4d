package dev.waymill.gateway.owntracks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The vectors are those of NaCl's own test `secretbox`.
class SecretBoxTest {
    private static final byte[] KEY = hex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
    private static final byte[] TEXT =
            hex("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a"
                    + "1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a"
                    + "024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705");
    private static final byte[] MESSAGE = hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"
            + "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186a"
            + "c0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae"
            + "90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74"
            + "e355a5");

    @Test
    void a_message_of_nacl_is_opened() {
        assertThat(SecretBox.open(KEY, MESSAGE))
                .hasValueSatisfying(text -> assertThat(text).isEqualTo(TEXT));
    }

    @Test
    void a_message_with_any_changed_byte_is_not_opened() {
        for (int i = 0; i < MESSAGE.length; i++) {
            var changed = MESSAGE.clone();
            changed[i] ^= 1;
            assertThat(SecretBox.open(KEY, changed)).as("byte %s", i).isEmpty();
        }
    }

    @Test
    void a_message_of_any_shorter_length_is_not_opened() {
        for (int length = 0; length < MESSAGE.length; length++) {
            assertThat(SecretBox.open(KEY, java.util.Arrays.copyOf(MESSAGE, length)))
                    .isEmpty();
        }
    }

    @Test
    void a_short_key_is_filled_up_with_zeros() {
        var text = "{\"_type\": \"location\"}".getBytes(StandardCharsets.UTF_8);
        var message = SealedMessage.seal("secret", text);

        assertThat(SecretBox.open("secret".getBytes(StandardCharsets.UTF_8), message))
                .hasValueSatisfying(opened -> assertThat(opened).isEqualTo(text));
        assertThat(SecretBox.open("secret\0\0".getBytes(StandardCharsets.UTF_8), message))
                .isPresent();
        assertThat(SecretBox.open("Secret".getBytes(StandardCharsets.UTF_8), message))
                .isEmpty();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
