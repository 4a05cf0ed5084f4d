package dev.waymill.formats.google;

import dev.waymill.formats.json.Json;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The path within a Timeline segment: places with times on Android, places with minutes since the segment's
/// start on iPhones. If the segment's start follows the path in the file, points are kept until it is read.
final class TimelinePath {
    /// A segment has about a hundred places. Places beyond this limit are not kept, and are rejected for their
    /// missing time.
    private static final int MAX_WAITING = 20_000;
    /// More characters than any place or number has. Longer text is cut; it is rejected anyway.
    private static final int MAX_TEXT = 64;

    private record Step(
            long offset,
            @Nullable String point,
            @Nullable String time,
            @Nullable String minutes) {}

    private final JsonParser parser;
    private final PointBuilder fix;
    private final List<Step> waiting = new ArrayList<>();
    private @Nullable String point;
    private @Nullable String time;
    private @Nullable String minutes;

    TimelinePath(JsonParser parser, PointBuilder fix) {
        this.parser = parser;
        this.fix = fix;
    }

    /// Reads the current step.
    void step(JsonToken value, Span span) {
        if (value == JsonToken.START_OBJECT) {
            long offset = Json.offset(parser);
            point = time = minutes = null;
            Json.object(parser, this::field);
            var step = new Step(offset, point, time, minutes);
            if (time != null || span.from() != null || waiting.size() == MAX_WAITING) {
                end(step, span);
            } else {
                waiting.add(step);
            }
        }
    }

    private void field(String name, JsonToken value) {
        switch (name) {
            case "point" -> point = orNull(Json.text(parser));
            case "time" -> time = orNull(Json.text(parser));
            case "durationMinutesOffsetFromStartTime" -> minutes = orNull(Json.text(parser));
            default -> {
                // Other fields are not used.
            }
        }
    }

    private static @Nullable String orNull(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    /// Ends the segment: emits the points that were kept.
    void end(Span span) {
        waiting.forEach(step -> end(step, span));
        waiting.clear();
    }

    private void end(Step step, Span span) {
        fix.begin(step.offset);
        PlaceText.set(step.point, fix);
        if (fix.isPositionMissing()) {
            return;
        }
        if (step.time != null) {
            fix.time().any(step.time);
        } else if (step.minutes != null) {
            after(span.from(), step.minutes);
        }
        fix.end();
    }

    private void after(@Nullable String start, String written) {
        double some = Numbers.number(written);
        if (Double.isNaN(some)) {
            fix.time().any(written);
            return;
        }
        fix.time().any(start);
        if (!fix.isTimed()) {
            return;
        }
        if (some >= 0) {
            fix.time().exactMillis(fix.time().millis() + Math.round(some * 60_000));
        } else {
            // A path cannot begin before its segment, so the offset is wrong, but the place belongs to this path. The
            // point gets the segment's start as the nearest possible time, marked as interpolated.
            fix.remark(Remark.TIME_INTERPOLATED);
        }
    }
}
