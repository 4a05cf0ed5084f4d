package dev.waymill.gateway.timeline;

import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The query of a page of points as raw text.
record PointParameters(
        @Parameter(description = "At or after this time, ISO-8601 with zone") @Nullable
        String from,

        @Parameter(description = "Before this time, ISO-8601 with zone") @Nullable
        String to,

        @Parameter(
                description = "west,south,east,north in degrees; west > east crosses the date line",
                example = "10.1,53.4,10.2,53.5")
        @Nullable
        String bbox,

        @Parameter(description = "Points of this device; an empty name stands for points without a device") @Nullable
        String device,

        @Parameter(
                description = "Points per page",
                schema = @Schema(type = "integer", minimum = "1", maximum = "10000", defaultValue = "1000"))
        @Nullable
        String limit,

        @Parameter(description = "`next` of the previous page") @Nullable
        String cursor) {
    private static final int MAX_LIMIT = 10_000;
    private static final int LONGEST_DEVICE = 200;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
    private static final Pattern DEGREES = Pattern.compile("-?[0-9]{1,3}(\\.[0-9]{1,20})?");
    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_=.~-]{1,500}");

    /// Checks the parameters, and returns those to send to the worker.
    Map<String, String> checked() {
        var query = new HashMap<String, String>();
        put(query, "from", from, PointParameters::isInstant, "is an instant like 2026-11-20T08:15:00Z");
        put(query, "to", to, PointParameters::isInstant, "is an instant like 2026-11-20T08:15:00Z");
        put(query, "bbox", bbox, PointParameters::isBox, "is west,south,east,north in degrees");
        put(query, "device", device, it -> Bounds.isText(it, LONGEST_DEVICE), "is a name of at most 200 characters");
        if (limit != null && !isLimit(limit)) {
            throw ProblemException.at("?limit", ProblemCode.OUT_OF_RANGE, "limit is a number from 1 to 10000.");
        }
        put(query, "limit", limit, PointParameters::isLimit, "is a number from 1 to 10000");
        if (cursor != null && !CURSOR.matcher(cursor).matches()) {
            throw ProblemException.at(
                    "?cursor", ProblemCode.INVALID_CURSOR, "Use the value of next, with the same filters.");
        }
        put(query, "cursor", cursor, _ -> true, "");
        return query;
    }

    /// The same for an export, which has no pages.
    Map<String, String> checkedForFile() {
        if (limit != null || cursor != null) {
            throw ProblemException.at(
                    limit != null ? "?limit" : "?cursor",
                    ProblemCode.INVALID_PARAMETER,
                    "A file has no pages. Omit limit and cursor; use from, to, bbox and device to narrow it.");
        }
        return checked();
    }

    private interface Check {
        boolean passes(String value);
    }

    private static void put(Map<String, String> query, String name, @Nullable String value, Check check, String rule) {
        if (value == null) {
            return;
        }
        if (!check.passes(value)) {
            throw ProblemException.at("?" + name, ProblemCode.INVALID_PARAMETER, name + " " + rule + ".");
        }
        query.put(name, value);
    }

    private static boolean isInstant(String text) {
        try {
            var instant = Instant.parse(text);
            return instant.isAfter(Instant.parse("0001-01-01T00:00:00Z"))
                    && instant.isBefore(Instant.parse("9999-12-31T00:00:00Z"));
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private static boolean isLimit(String text) {
        return NUMBER.matcher(text).matches() && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MAX_LIMIT;
    }

    private static boolean isBox(String text) {
        var sides = text.split(",", -1);
        if (sides.length != 4) {
            return false;
        }
        for (int i = 0; i < sides.length; i++) {
            double limit = i % 2 == 0 ? 180 : 90;
            if (!DEGREES.matcher(sides[i]).matches() || Math.abs(Double.parseDouble(sides[i])) > limit) {
                return false;
            }
        }
        return Double.parseDouble(sides[1]) <= Double.parseDouble(sides[3]);
    }
}
