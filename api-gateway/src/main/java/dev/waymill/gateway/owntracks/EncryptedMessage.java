package dev.waymill.gateway.owntracks;

import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Finds the content of an encrypted message: `{"_type": "encrypted", "data": "…"}`, where `data` is Base64.
final class EncryptedMessage {
    private static final JsonFactory FACTORY = new JsonFactory();

    private EncryptedMessage() {}

    /// @param body the body or its start. A message that is not whole is not found.
    /// @return the encrypted bytes; none if they are not Base64. Empty if this is no encrypted message.
    static Optional<byte[]> in(byte[] body) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? in(parser) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> in(JsonParser parser) {
        boolean isEncrypted = false;
        String data = null;
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
            if (isText && name.equals("_type")) {
                isEncrypted = parser.getString().equals("encrypted");
            } else if (isText && name.equals("data")) {
                data = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        return isEncrypted ? Optional.of(decoded(data)) : Optional.empty();
    }

    private static byte[] decoded(@Nullable String base64) {
        try {
            return Base64.getDecoder().decode(base64 == null ? "" : base64.strip());
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }
}
