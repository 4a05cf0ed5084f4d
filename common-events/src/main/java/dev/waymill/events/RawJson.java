package dev.waymill.events;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.std.StdSerializer;

/// JSON that is passed on without being parsed: a payload, a result. It is kept as text, because a parsed tree
/// takes about 25 times the memory of its text. Only the final consumer parses it.
///
/// On the wire it is plain JSON in its place. Numbers keep their digits: `1e400` is not converted.
///
/// @param text one well-formed JSON value
@JsonSerialize(using = RawJson.Writer.class)
@JsonDeserialize(using = RawJson.Reader.class)
public record RawJson(String text) {
    public static final RawJson EMPTY_OBJECT = new RawJson("{}");

    /// The largest payload of a job, in bytes. With everything around it, it fits into a Kafka record and into
    /// a dead letter.
    public static final int MAX_PAYLOAD = 256 * 1024;

    private static final String NUL = "\\u0000";
    private static final JsonFactory FACTORY = new JsonFactory();

    /// Returns a value as JSON. A lone surrogate becomes U+FFFD, because UTF-8 and PostgreSQL cannot represent
    /// it.
    public static RawJson of(Object value) {
        var text = JsonMapper.shared().writeValueAsString(value);
        return new RawJson(isUnicode(text) ? text : replaceLoneSurrogates(text));
    }

    /// Returns only the length, because the content must not be logged.
    @Override
    public String toString() {
        return "JSON of " + text.length() + " characters";
    }

    /// The size in UTF-8.
    public int bytes() {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // The two halves of a surrogate pair make four bytes together.
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }

    /// Whether the text has no lone surrogate, which has no UTF-8 encoding.
    public boolean isUnicode() {
        return isUnicode(text);
    }

    private static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /// Whether it contains the character U+0000, which PostgreSQL cannot store in text.
    public boolean holdsNul() {
        return nextNul(0) >= 0;
    }

    /// Returns a copy with U+FFFD instead of U+0000.
    public RawJson withoutNul() {
        var clean = new StringBuilder(text);
        for (int at = nextNul(0); at >= 0; at = nextNul(at + 1)) {
            clean.replace(at, at + NUL.length(), "\\ufffd");
        }
        return new RawJson(clean.toString());
    }

    /// Returns the index of the next escaped U+0000, or -1. An escaped backslash does not begin an escape.
    private int nextNul(int from) {
        int found = text.indexOf(NUL, from);
        while (found >= 0 && backslashesBefore(found) % 2 != 0) {
            found = text.indexOf(NUL, found + 1);
        }
        return found;
    }

    private int backslashesBefore(int end) {
        int begin = end;
        while (begin > 0 && text.charAt(begin - 1) == '\\') {
            begin--;
        }
        return end - begin;
    }

    private static String replaceLoneSurrogates(String text) {
        return text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// Copies the tokens of the value as they are read. The parser's limits apply.
    static final class Reader extends StdDeserializer<RawJson> {
        Reader() {
            super(RawJson.class);
        }

        @Override
        public RawJson deserialize(JsonParser in, DeserializationContext context) throws JacksonException {
            var text = new StringWriter();
            try (var out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
                int depth = 0;
                for (var token = in.currentToken(); ; token = in.nextToken()) {
                    copy(in, token, out);
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                    if (depth == 0 && token != JsonToken.PROPERTY_NAME) {
                        break;
                    }
                }
            }
            return new RawJson(text.toString());
        }

        private static void copy(JsonParser in, JsonToken token, JsonGenerator out) {
            switch (token) {
                // Copies the digits, because the number may be too large for any number type.
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(in.getString());
                default -> out.copyCurrentEvent(in);
            }
        }
    }

    static final class Writer extends StdSerializer<RawJson> {
        Writer() {
            super(RawJson.class);
        }

        @Override
        public void serialize(RawJson value, JsonGenerator out, SerializationContext context) throws JacksonException {
            out.writeRawValue(value.text());
        }
    }
}
