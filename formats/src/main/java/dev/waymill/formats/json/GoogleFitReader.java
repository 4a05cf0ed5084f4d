package dev.waymill.formats.json;

import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads location samples of Google Fit, from a Takeout (`Data Points`) or its API (`point`). The values of a
/// sample have an order, but no names: latitude, longitude, accuracy, altitude.
///
/// Data of other types, e.g. steps, are skipped.
public final class GoogleFitReader {
    private static final String LOCATION = "com.google.location.sample";
    private static final int NANOS_DIGITS = 6;
    private static final int LONGEST_TYPE = 100;

    private final JsonParser parser;
    private final PointBuilder fix;
    private long samples;
    /// A type that has no places.
    private @Nullable String otherType;

    /// The type of the sample being read.
    private @Nullable String type;

    private int values;

    private GoogleFitReader(JsonParser parser, PointBuilder fix) {
        this.parser = parser;
        this.fix = fix;
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        Json.read(in, "export of Google Fit", (parser, _) -> {
            var samples = new GoogleFitReader(parser, PointBuilder.byOffset(reading));
            Json.object(parser, (name, value) -> {
                if (name.equals("Data Points") || name.equals("point")) {
                    Json.array(parser, value, samples::sample);
                }
            });
            samples.end();
        });
    }

    private void end() throws UnreadableFileException {
        if (samples == 0 && otherType != null) {
            throw UnreadableFileException.wrong(
                    "unrecognised-format",
                    "The file is not location history: it is data of Google Fit of the type "
                            + TextCleaner.cut(otherType, LONGEST_TYPE)
                            + ", which has no places; send those of the type "
                            + LOCATION);
        }
    }

    private void sample(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            return;
        }
        type = null;
        values = 0;
        fix.begin(Json.offset(parser));
        Json.object(parser, this::field);
        if (type == null || type.equals(LOCATION)) {
            samples++;
            fix.end();
        } else {
            otherType = type;
        }
    }

    private void field(String name, JsonToken value) {
        switch (name) {
            case "dataTypeName" -> type = Json.text(parser);
            case "startTimeNanos" -> fix.time().millis(millis(Json.text(parser)));
            case "fitValue", "value" -> Json.array(parser, value, this::measure);
            default -> {
                // The end is the same moment.
            }
        }
    }

    private void measure(JsonToken value) {
        values++;
        Json.object(parser, value, this::part);
    }

    /// Reads `{value: {fpVal}}` of a Takeout or `{fpVal}` of the API.
    private void part(String name, JsonToken value) {
        if (name.equals("value")) {
            Json.object(parser, value, this::part);
        } else if (name.equals("fpVal")) {
            switch (values) {
                case 1 -> fix.latitude(Json.text(parser));
                case 2 -> fix.longitude(Json.text(parser));
                case 3 -> fix.accuracy((float) Json.number(parser));
                case 4 -> fix.elevation((float) Json.number(parser));
                default -> {
                    // There are no other values.
                }
            }
        }
    }

    private static @Nullable String millis(@Nullable String nanos) {
        return nanos == null || nanos.length() <= NANOS_DIGITS
                ? nanos
                : nanos.substring(0, nanos.length() - NANOS_DIGITS);
    }
}
