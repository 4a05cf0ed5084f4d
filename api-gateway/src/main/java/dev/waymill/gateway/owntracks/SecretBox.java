package dev.waymill.gateway.owntracks;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/// Opens messages that were encrypted with `crypto_secretbox` of NaCl (Bernstein, Lange, Schwabe, 2011): XSalsa20 with
/// Poly1305. A message that was changed, or encrypted with another key, is not opened.
final class SecretBox {
    static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 24;
    private static final int TAG_BYTES = 16;

    private SecretBox() {}

    /// @param key 1…32 bytes; filled up with zeros, as OwnTracks does
    /// @param message the nonce, the tag of Poly1305 and the encrypted text
    static Optional<byte[]> open(byte[] key, byte[] message) {
        if (message.length < NONCE_BYTES + TAG_BYTES) {
            return Optional.empty();
        }
        var nonce = Arrays.copyOf(message, NONCE_BYTES);
        var stream = new XSalsa20Engine();
        stream.init(false, new ParametersWithIV(new KeyParameter(Arrays.copyOf(key, KEY_BYTES)), nonce));
        // The first bytes of the stream are the key of the tag; the text is encrypted with what follows.
        var tagKey = new byte[KEY_BYTES];
        stream.processBytes(tagKey, 0, KEY_BYTES, tagKey, 0);

        int start = NONCE_BYTES + TAG_BYTES;
        int length = message.length - start;
        if (!MessageDigest.isEqual(
                tag(tagKey, message, start, length), Arrays.copyOfRange(message, NONCE_BYTES, start))) {
            return Optional.empty();
        }
        var text = new byte[length];
        stream.processBytes(message, start, length, text, 0);
        return Optional.of(text);
    }

    private static byte[] tag(byte[] key, byte[] message, int start, int length) {
        var mac = new Poly1305();
        mac.init(new KeyParameter(key));
        mac.update(message, start, length);
        var tag = new byte[TAG_BYTES];
        mac.doFinal(tag, 0);
        return tag;
    }
}
