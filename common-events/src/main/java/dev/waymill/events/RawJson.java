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

/// JSON that is passed on without being parsed: a payload, a result. It is kept as text, since a parsed tree
/// takes about 25 times the memory of its text. The final user parses it once.
///
/// On the wire it is plain JSON in its place. Numbers keep their digits: `1e400` is not turned into something else.
///
/// @param text one JSON value, well-formed
@JsonSerialize(using = RawJson.Writer.class)
@JsonDeserialize(using = RawJson.Reader.class)
public record RawJson(String text) {
    public static final RawJson EMPTY_OBJECT = new RawJson("{}");

    /// The largest payload of a job, in bytes: with all around it, it fits into a Kafka record, and into its dead
    /// letter.
    public static final int MAX_PAYLOAD = 256 * 1024;

    private static final String NUL = "\\u0000";
    private static final JsonFactory FACTORY = new JsonFactory();

    /// The JSON of that value. What is no character (half a surrogate pair) becomes U+FFFD: no text that is sent or
    /// stored can hold it.
    public static RawJson of(Object value) {
        var text = JsonMapper.shared().writeValueAsString(value);
        return new RawJson(isUnicode(text) ? text : replaceLoneSurrogates(text));
    }

    /// Not what it says: that is not for logs.
    @Override
    public String toString() {
        return "JSON of " + text.length() + " characters";
    }

    /// Its size in UTF-8.
    public int bytes() {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // The two halves of a surrogate pair make four bytes together.
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }

    /// Whether each character of the text is one: half a surrogate pair is none, and has no UTF-8.
    public boolean isUnicode() {
        return isUnicode(text);
    }

    private static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /// Whether the character U+0000 is in it, which PostgreSQL keeps in no text.
    public boolean holdsNul() {
        return nextNul(0) >= 0;
    }

    /// The same with U+FFFD in the place of U+0000.
    public RawJson withoutNul() {
        var clean = new StringBuilder(text);
        for (int at = nextNul(0); at >= 0; at = nextNul(at + 1)) {
            clean.replace(at, at + NUL.length(), "\\ufffd");
        }
        return new RawJson(clean.toString());
    }

    /// Where the next escape of it begins, or -1. A backslash that is escaped itself begins no escape.
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

    /// Copies the value's tokens as they are read, within the limits of that parser.
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
                // The digits, not the number they may be too large for.
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
