package dev.waymill.formats.json;

import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// Helpers for streaming JSON, used by all JSON readers. Objects of any size are read field by field; unread
/// values are skipped.
public final class Json {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAME = 1_000;
    private static final int MAX_STRING = 1 << 20;

    /// NaN and infinities are not JSON, but some programs write them. They make one point invalid, not the
    /// file.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .maxStringLength(MAX_STRING)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private Json() {}

    /// Handles a field. The parser is at its value. A value that the handler does not read is skipped.
    @FunctionalInterface
    public interface Field {
        void take(String name, JsonToken value);
    }

    /// Handles an array element. The parser is at its start. An element that the handler does not read is
    /// skipped.
    @FunctionalInterface
    public interface Element {
        void take(JsonToken value);
    }

    /// Reads a file. The parser is at its first token.
    @FunctionalInterface
    public interface Body {
        void read(JsonParser parser, JsonToken first) throws UnreadableFileException;
    }

    /// Reads a file with a single JSON value.
    ///
    /// @param name the usual name of such a file, for messages, e.g. `Records.json`
    public static void read(InputStream in, String name, Body body) throws UnreadableFileException, IOException {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            try {
                var first = firstToken(parser, name);
                if (first == null) {
                    throw UnreadableFileException.wrong("empty-file", "The file is empty");
                }
                if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
                    throw UnreadableFileException.wrong(
                            "unrecognised-format", "The file is not " + name + ": it is a single JSON value");
                }
                body.read(parser, first);
                if (parser.nextToken() != null) {
                    throw UnreadableFileException.damaged(
                            "malformed-json", "There is data after the end of the JSON" + JsonErrors.place(parser));
                }
            } catch (JacksonException e) {
                throw JsonErrors.explain(e);
            }
        }
    }

    /// A file that does not even begin like JSON has another format; it is not a damaged JSON file.
    private static @Nullable JsonToken firstToken(JsonParser parser, String name) throws UnreadableFileException {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            if (e instanceof JacksonIOException && !(e.getCause() instanceof CharConversionException)) {
                throw e;
            }
            throw UnreadableFileException.wrong("unrecognised-format", "The file is not " + name + ": it is not JSON");
        }
    }

    /// Reads a file with one JSON value or several in sequence, as programs log them.
    ///
    /// @param name the usual name of such a file, for messages
    /// @param body called for each value
    public static void readEach(InputStream in, String name, Body body) throws UnreadableFileException, IOException {
        read(in, name, (parser, first) -> {
            var token = first;
            do {
                if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
                    throw UnreadableFileException.damaged(
                            "malformed-json", "There is a plain value between the objects" + JsonErrors.place(parser));
                }
                body.read(parser, token);
                token = parser.nextToken();
            } while (token != null);
        });
    }

    /// Reads one line of a log, with one JSON object or several.
    ///
    /// @throws JacksonException if the line is not valid JSON
    public static void readLine(String line, Consumer<JsonParser> object) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    object.accept(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    /// Reads all fields of an object. The parser is at the object's start.
    public static void object(JsonParser parser, Field field) {
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            field.take(name, parser.nextToken());
            parser.skipChildren();
        }
    }

    /// Reads all fields of the current value; none if it is not an object.
    public static void object(JsonParser parser, JsonToken value, Field field) {
        if (value == JsonToken.START_OBJECT) {
            object(parser, field);
        }
    }

    /// Reads all elements of an array. The parser is at the array's start.
    public static void array(JsonParser parser, Element element) {
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            element.take(token);
            parser.skipChildren();
        }
    }

    /// Reads all elements of the current value; none if it is not an array.
    public static void array(JsonParser parser, JsonToken value, Element element) {
        if (value == JsonToken.START_ARRAY) {
            array(parser, element);
        }
    }

    /// Returns the current value as text; null for null, an object or an array.
    public static @Nullable String text(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> parser.getString();
            default -> null;
        };
    }

    /// Returns the current number, quoted or not; NaN if the value is not a number.
    public static double number(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_STRING -> Numbers.number(parser.getString());
            default -> Double.NaN;
        };
    }

    /// Returns the position of the current value, in bytes from the start of the file.
    public static long offset(JsonParser parser) {
        return Math.max(0, parser.currentTokenLocation().getByteOffset());
    }

    /// Returns the parser's position for messages: ` in line 3, column 7 (byte 120)`.
    public static String place(JsonParser parser) {
        return JsonErrors.place(parser);
    }
}
