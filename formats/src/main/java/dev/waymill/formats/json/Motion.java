package dev.waymill.formats.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// `motion` of Overland, `motionactivities` of OwnTracks: the ways in which an iPhone thinks that it moves, all
/// of them at once, e.g. `["driving", "stationary"]`.
public final class Motion {
    private Motion() {}

    /// Reads the array at whose start the parser stands.
    ///
    /// @return the first word for a movement, else the first; `unknown` when there is none
    public static String read(JsonParser parser) {
        var told = new Object() {
            String word = "";
        };
        Json.array(parser, value -> {
            boolean standing = told.word.isEmpty() || told.word.equals("stationary");
            if (value == JsonToken.VALUE_STRING && standing) {
                told.word = parser.getString();
            }
        });
        return told.word.isEmpty() ? "unknown" : told.word;
    }
}
