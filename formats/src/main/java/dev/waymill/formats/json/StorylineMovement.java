package dev.waymill.formats.json;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.TextCleaner;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// A movement in Moves or Arc.
final class StorylineMovement {
    private final Reading reading;
    private @Nullable String from;
    private @Nullable String to;
    private @Nullable String mode;
    private float distance = Float.NaN;

    StorylineMovement(Reading reading) {
        this.reading = reading;
    }

    /// Returns the means of transport, if the file named it before the points.
    @Nullable
    String mode() {
        return mode;
    }

    void field(JsonParser parser, String name) {
        switch (name) {
            case "startTime", "startDate" -> from = Json.text(parser);
            case "endTime", "endDate" -> to = Json.text(parser);
            case "activity", "activityType" -> mode = TextCleaner.category(Json.text(parser));
            case "distance" -> distance = (float) Json.number(parser);
            default -> {
                // Counts of steps and calories are not used.
            }
        }
    }

    void end() {
        var start = millis(from);
        var end = millis(to);
        if (mode != null && start.isPresent() && end.isPresent() && start.getAsLong() <= end.getAsLong()) {
            reading.sink().movement(new Movement(start.getAsLong(), end.getAsLong(), mode, distance, Float.NaN));
        }
    }

    private OptionalLong millis(@Nullable String time) {
        var fix = PointBuilder.byOffset(reading);
        var attributes = new AttributeCollector(fix, reading);
        fix.begin(0);
        attributes.begin(0);
        attributes.put("timestamp", time);
        attributes.time();
        return fix.isTimed() ? OptionalLong.of(fix.time().millis()) : OptionalLong.empty();
    }
}
