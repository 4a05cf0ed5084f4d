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
        var motion = new Object() {
            String word = "";
        };
        Json.array(parser, value -> {
            boolean standing = motion.word.isEmpty() || motion.word.equals("stationary");
            if (value == JsonToken.VALUE_STRING && standing) {
                motion.word = parser.getString();
            }
        });
        return motion.word.isEmpty() ? "unknown" : motion.word;
    }
}
