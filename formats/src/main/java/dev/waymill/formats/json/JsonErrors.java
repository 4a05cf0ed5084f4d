package dev.waymill.formats.json;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.CharConversionException;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/// Translates errors of the JSON parser into messages for the file's owner.
final class JsonErrors {
    private JsonErrors() {}

    /// @throws IOException the stream's own exception, if that is the cause
    static UnreadableFileException explain(JacksonException e) throws IOException {
        if (e instanceof JacksonIOException && e.getCause() instanceof IOException io) {
            if (io instanceof CharConversionException) {
                return UnreadableFileException.damaged(
                        "invalid-encoding", "The bytes are not valid text in the file's encoding");
            }
            throw io;
        }
        var place = place(e.getLocation());
        var message = String.valueOf(e.getOriginalMessage());
        // After a comma, the parser has no separate exception for the end of the input.
        if (e instanceof UnexpectedEndOfInputException || message.startsWith("Unexpected end-of-input")) {
            return UnreadableFileException.damaged(
                    "truncated-file", "The file ends" + place + " inside a value; it seems cut off");
        }
        if (e instanceof StreamConstraintsException) {
            return message.contains("epth")
                    ? UnreadableFileException.damaged("too-deep", "Values are nested too deeply" + place)
                    : UnreadableFileException.damaged("json-limit", "A name, text or number is too long" + place);
        }
        return message.contains("UTF-8") || message.contains("UTF-32")
                ? UnreadableFileException.damaged("invalid-encoding", "The bytes are not valid UTF-8" + place)
                : UnreadableFileException.damaged("malformed-json", "The JSON is malformed" + place + ": " + message);
    }

    static String place(JsonParser parser) {
        return place(parser.currentTokenLocation());
    }

    private static String place(TokenStreamLocation location) {
        if (location == null || location.getLineNr() < 1) {
            return "";
        }
        var inLine = " in line " + location.getLineNr() + ", column " + location.getColumnNr();
        return location.getByteOffset() < 0 ? inLine : inLine + " (byte " + location.getByteOffset() + ")";
    }
}
