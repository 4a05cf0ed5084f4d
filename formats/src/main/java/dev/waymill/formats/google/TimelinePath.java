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

/// The way its owner took within a segment of the Timeline: places, on Android with their times, on iPhones
/// with the minutes since the segment began. The beginning may stand behind the way; its points wait until
/// then.
final class TimelinePath {
    /// A segment has about a hundred. What is beyond may not wait, and is rejected for want of a time.
    private static final int MAX_WAITING = 20_000;
    /// Longer than any place or number; what is longer need not be kept whole to be rejected.
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

    /// Reads the step at which the parser stands.
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
                // Other fields are not needed.
            }
        }
    }

    private static @Nullable String orNull(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    /// The segment is over: nothing waits any longer.
    void end(Span span) {
        waiting.forEach(step -> end(step, span));
        waiting.clear();
    }

    private void end(Step step, Span span) {
        fix.begin(step.offset);
        PlaceText.set(step.point, fix);
        if (fix.isNowhere()) {
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
            // A segment's way does not begin before the segment, so the number is wrong, but the place is on this
            // way: it is kept at the nearest time that the segment has, and marked as not told by the source.
            fix.remark(Remark.TIME_INTERPOLATED);
        }
    }
}
