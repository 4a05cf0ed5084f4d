package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads `Records.json` of a Google Takeout, which was called `Location History.json` before 2022: one object
/// with an array `locations` of points. The format is described at
/// <https://locationhistoryformat.com/reference/records/>.
///
/// The files can be larger than a gigabyte, so the callbacks are created once, not per point.
public final class RecordsReader {
    private final JsonParser parser;
    private final PointBuilder fix;
    private final Json.Element eachRecord = this::record;
    private final Json.Field eachField = this::field;
    private final Json.Element eachMoment = this::moment;
    private final Json.Field eachOfMoment = this::guesses;
    private final Json.Element eachGuess = this::guess;
    private final Json.Field eachOfGuess = this::fieldOfGuess;
    /// The time in older files, instead of `timestamp` or in addition to it.
    private @Nullable String timestampMs;
    /// The most likely activity of the point, and its confidence.
    private @Nullable String activity;

    private double likeliest;
    /// The activity guess being read.
    private @Nullable String type;

    private double confidence;

    private RecordsReader(JsonParser parser, PointBuilder fix) {
        this.parser = parser;
        this.fix = fix;
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        Json.read(in, "Records.json", (parser, first) -> {
            var records = new RecordsReader(parser, PointBuilder.byOffset(reading));
            if (first == JsonToken.START_ARRAY) {
                Json.array(parser, records.eachRecord);
            } else {
                Json.object(parser, (name, value) -> {
                    if (name.equals("locations")) {
                        Json.array(parser, value, records.eachRecord);
                    }
                });
            }
        });
    }

    private void record(JsonToken value) {
        if (value == JsonToken.START_OBJECT) {
            fix.begin(Json.offset(parser));
            timestampMs = null;
            activity = null;
            likeliest = -1;
            Json.object(parser, eachField);
            if (!fix.time().isKnown() && timestampMs != null) {
                fix.time().millis(timestampMs);
            }
            fix.activity(activity);
            fix.end();
        }
    }

    private void field(String name, JsonToken value) {
        switch (name) {
            case "latitudeE7" -> GoogleField.latitude(parser, fix);
            case "longitudeE7" -> GoogleField.longitude(parser, fix);
            case "timestamp" -> fix.time().any(Json.text(parser));
            case "timestampMs" -> timestampMs = Json.text(parser);
            case "accuracy" -> fix.accuracy((float) Json.number(parser));
            case "altitude" -> fix.elevation((float) Json.number(parser));
            case "velocity" -> fix.speed((float) Json.number(parser));
            case "heading" -> fix.course((float) Json.number(parser));
            case "deviceTag" -> fix.device(Json.text(parser));
            case "activity" -> Json.array(parser, value, eachMoment);
            default -> {
                // Network scans and guessed places are not used.
            }
        }
    }

    /// Reads `[{timestamp, activity: [{type, confidence}]}]`: activities that the phone guessed around the time
    /// of the point.
    private void moment(JsonToken value) {
        if (value == JsonToken.START_OBJECT) {
            Json.object(parser, eachOfMoment);
        }
    }

    private void guesses(String name, JsonToken value) {
        if (name.equals("activity")) {
            Json.array(parser, value, eachGuess);
        }
    }

    /// The guess with the highest confidence wins, the first of equal ones. If that guess is `UNKNOWN`, the
    /// activity is unknown.
    private void guess(JsonToken value) {
        if (value == JsonToken.START_OBJECT) {
            type = null;
            confidence = Double.NaN;
            Json.object(parser, eachOfGuess);
            if (confidence > likeliest) {
                likeliest = confidence;
                activity = type;
            }
        }
    }

    private void fieldOfGuess(String name, JsonToken value) {
        switch (name) {
            case "type" -> type = Json.text(parser);
            case "confidence" -> confidence = Json.number(parser);
            default -> {
                // Other fields are not used.
            }
        }
    }
}
