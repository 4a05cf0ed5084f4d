package dev.waymill.gateway.owntracks;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/// Encrypts messages as OwnTracks does.
public final class SealedMessage {
    private SealedMessage() {}

    /// The message that the app sends instead of the given one.
    public static String of(String key, String message) {
        var sealed = seal(key, message.getBytes(StandardCharsets.UTF_8));
        return "{\"_type\": \"encrypted\", \"data\": \"" + Base64.getEncoder().encodeToString(sealed) + "\"}";
    }

    static byte[] seal(String key, byte[] text) {
        var nonce = new byte[24];
        new SecureRandom().nextBytes(nonce);
        var bytes = Arrays.copyOf(key.getBytes(StandardCharsets.UTF_8), 32);
        var stream = new XSalsa20Engine();
        stream.init(true, new ParametersWithIV(new KeyParameter(bytes), nonce));
        var padded = new byte[32 + text.length];
        System.arraycopy(text, 0, padded, 32, text.length);
        stream.processBytes(padded, 0, padded.length, padded, 0);
        var mac = new Poly1305();
        mac.init(new KeyParameter(Arrays.copyOf(padded, 32)));
        mac.update(padded, 32, text.length);
        var message = Arrays.copyOf(nonce, 40 + text.length);
        mac.doFinal(message, 24);
        System.arraycopy(padded, 32, message, 40, text.length);
        return message;
    }
}
