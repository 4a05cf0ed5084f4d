package dev.waymill.formats.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parses Overland's `motion` and OwnTracks' `motionactivities`: all kinds of motion that an iPhone detects at
/// one time, e.g. `["driving", "stationary"]`.
public final class Motion {
    private Motion() {}

    /// Reads the array. The parser is at its start.
    ///
    /// @return the first value that is not `stationary`, else the first value; `unknown` if there is none
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
