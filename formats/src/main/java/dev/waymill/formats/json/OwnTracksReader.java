package dev.waymill.formats.json;

import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads OwnTracks messages: one, a list, several in sequence, or a response of its Recorder,
/// `{count, data: […]}`.
public final class OwnTracksReader {
    private final JsonParser parser;
    private final OwnTracksMessage message;

    private OwnTracksReader(JsonParser parser, OwnTracksMessage message) {
        this.parser = parser;
        this.message = message;
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var message = new OwnTracksMessage(PointBuilder.byOffset(reading), reading);
        Json.readEach(in, "OwnTracks JSON", (parser, first) -> {
            var messages = new OwnTracksReader(parser, message);
            if (first == JsonToken.START_ARRAY) {
                messages.list();
            } else {
                messages.messageOrList();
            }
        });
    }

    private void list() {
        Json.array(parser, value -> {
            if (value == JsonToken.START_OBJECT) {
                message.read(parser, Json.offset(parser));
            }
        });
    }

    private void messageOrList() {
        var seen = new Object() {
            boolean isList;
        };
        message.begin(Json.offset(parser));
        Json.object(parser, (name, value) -> {
            if (value == JsonToken.START_ARRAY && (name.equals("locations") || name.equals("data"))) {
                seen.isList = true;
                list();
            } else {
                message.field(parser, name, value);
            }
        });
        if (!seen.isList) {
            message.end();
        }
    }
}
