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

/// Walking through JSON as a stream, as all JSON readers do it: objects of any size, field by field, what
/// nobody asks for skipped.
public final class Json {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAME = 1_000;
    private static final int MAX_STRING = 1 << 20;

    /// NaN and infinities are no JSON, but some programs write them: they spoil a point, not its file.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .maxStringLength(MAX_STRING)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private Json() {}

    /// Takes a field; the parser stands at its value. A value that it does not read is skipped.
    @FunctionalInterface
    public interface Field {
        void take(String name, JsonToken value);
    }

    /// Takes an element of an array; the parser stands at its start. What it does not read is skipped.
    @FunctionalInterface
    public interface Element {
        void take(JsonToken value);
    }

    /// Reads a file; the parser stands at its first token.
    @FunctionalInterface
    public interface Body {
        void read(JsonParser parser, JsonToken first) throws UnreadableFileException;
    }

    /// Reads a file of one JSON value.
    ///
    /// @param name what such a file is called by people, e.g. `Records.json`
    public static void read(InputStream in, String name, Body body) throws UnreadableFileException, IOException {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            try {
                var first = firstToken(parser, name);
                if (first == null) {
                    throw UnreadableFileException.wrong("empty-file", "The file is empty");
                }
                if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
                    throw UnreadableFileException.wrong(
                            "unrecognised-format", "The file is no " + name + ": it is a single JSON value");
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

    /// What does not even begin like JSON is another file, not a damaged one.
    private static @Nullable JsonToken firstToken(JsonParser parser, String name) throws UnreadableFileException {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            if (e instanceof JacksonIOException && !(e.getCause() instanceof CharConversionException)) {
                throw e;
            }
            throw UnreadableFileException.wrong("unrecognised-format", "The file is no " + name + ": it is not JSON");
        }
    }

    /// Reads a file of one JSON value or of several, one behind the other, as programs log them.
    ///
    /// @param name what such a file is called by people
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

    /// Reads one line of a log, which holds one JSON object or several.
    ///
    /// @throws JacksonException when it is no JSON
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

    /// All fields of the object at whose start the parser stands.
    public static void object(JsonParser parser, Field field) {
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            field.take(name, parser.nextToken());
            parser.skipChildren();
        }
    }

    /// All fields of the object at whose start the parser stands; none if it is no object.
    public static void object(JsonParser parser, JsonToken value, Field field) {
        if (value == JsonToken.START_OBJECT) {
            object(parser, field);
        }
    }

    /// All elements of the array at whose start the parser stands.
    public static void array(JsonParser parser, Element element) {
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            element.take(token);
            parser.skipChildren();
        }
    }

    /// All elements of the array at whose start the parser stands; none if it is no array.
    public static void array(JsonParser parser, JsonToken value, Element element) {
        if (value == JsonToken.START_ARRAY) {
            array(parser, element);
        }
    }

    /// What stands there, as text; null for null, an object or an array.
    public static @Nullable String text(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> parser.getString();
            default -> null;
        };
    }

    /// The number that stands there, quoted or not; NaN when there is none.
    public static double number(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_STRING -> Numbers.number(parser.getString());
            default -> Double.NaN;
        };
    }

    /// Where the value begins, in bytes from the start of the file.
    public static long offset(JsonParser parser) {
        return Math.max(0, parser.currentTokenLocation().getByteOffset());
    }

    /// Where the parser stands, for people: ` in line 3, column 7 (byte 120)`.
    public static String place(JsonParser parser) {
        return JsonErrors.place(parser);
    }
}
