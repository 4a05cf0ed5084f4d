package dev.waymill.gateway.upload;

import dev.waymill.events.ImportFile.OnDamage;
import dev.waymill.events.ImportFile.Waypoints;
import dev.waymill.formats.Format;
import dev.waymill.formats.reader.ColumnHint;
import dev.waymill.gateway.form.Form;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The options of an upload, from the query or from elsewhere. The query is parsed from the URL:
/// `request.getParameter` would also read the body, and since `curl --data-binary` labels every body as a form,
/// the file would be lost.
///
/// @param filename as given; null when not given
/// @param format a known format; null to detect it from the content
/// @param grace 0…30 days
/// @param columns a table's column names, by field; null to detect them
/// @param onDamage what to do when a part of the file cannot be read; null when not given
/// @param zone the zone of times that have none; null when not given
/// @param timePattern the notation of times, valid for a DateTimeFormatter; null when not given
/// @param shift added to every time, at most 100 years; null when not given
/// @param waypoints whether saved places become points; null when not given
public record UploadQuery(
        @Nullable String filename,
        @Nullable String format,
        Duration grace,
        @Nullable Map<String, String> columns,
        @Nullable OnDamage onDamage,
        @Nullable ZoneId zone,
        @Nullable String timePattern,
        @Nullable Duration shift,
        @Nullable Waypoints waypoints) {
    /// The names of all options.
    static final Set<String> NAMES =
            Set.of("filename", "format", "grace", "columns", "onDamage", "zone", "timePattern", "shift", "waypoints");

    private static final Duration MAX_GRACE = Duration.ofDays(30);
    private static final Duration MAX_SHIFT = Duration.ofDays(36_525);
    private static final int LONGEST_COLUMN = 200;
    private static final int LONGEST_ZONE = 64;
    private static final int LONGEST_PATTERN = 64;

    static UploadQuery of(@Nullable String queryString, Duration defaultGrace) {
        return of(Form.parse(queryString), name -> "?" + name, defaultGrace);
    }

    /// Parses options, wherever they are in the request.
    ///
    /// @param pointers maps a parameter's name to its place in the request, for error responses
    public static UploadQuery of(
            Map<String, String> parameters, UnaryOperator<String> pointers, Duration defaultGrace) {
        var format = parameters.get("format");
        if (format != null && Format.of(format).isEmpty()) {
            throw ProblemException.at(
                    pointers.apply("format"),
                    ProblemCode.UNKNOWN_FORMAT,
                    "Known formats: " + String.join(", ", Format.codes()) + ".");
        }
        var grace = parameters.get("grace");
        var columns = parameters.get("columns");
        var onDamage = parameters.get("onDamage");
        var zone = parameters.get("zone");
        var timePattern = parameters.get("timePattern");
        var shift = parameters.get("shift");
        var waypoints = parameters.get("waypoints");
        return new UploadQuery(
                parameters.get("filename"),
                format,
                grace == null ? defaultGrace : parseGrace(grace, pointers.apply("grace")),
                columns == null ? null : parseColumns(columns, pointers.apply("columns")),
                onDamage == null ? null : parseOnDamage(onDamage, pointers.apply("onDamage")),
                zone == null ? null : parseZone(zone, pointers.apply("zone")),
                timePattern == null ? null : checkedPattern(timePattern, pointers.apply("timePattern")),
                shift == null ? null : parseShift(shift, pointers.apply("shift")),
                waypoints == null ? null : parseWaypoints(waypoints, pointers.apply("waypoints")));
    }

    /// A copy with this file name, unless the query has one.
    UploadQuery named(@Nullable String name) {
        return filename != null
                ? this
                : new UploadQuery(name, format, grace, columns, onDamage, zone, timePattern, shift, waypoints);
    }

    /// Parses `latitude:Breite,longitude:Länge,time:Zeit,speed:Tempo[km/h]`.
    private static Map<String, String> parseColumns(String text, String pointer) {
        var columns = new TreeMap<String, String>();
        for (var pair : text.split(",", -1)) {
            int colon = pair.indexOf(':');
            var field = colon < 0 ? "" : pair.substring(0, colon).strip();
            if (columns.put(field, pair.substring(colon + 1).strip()) != null) {
                throw badColumns(pointer, "");
            }
        }
        return checkedColumns(columns, pointer);
    }

    /// Checks columns given as JSON: `{"latitude": "Breite", …}`.
    public static Map<String, String> checkedColumns(Map<String, String> columns, String pointer) {
        columns.forEach((field, column) -> {
            if (!ColumnHint.FIELDS.contains(field) || column.isEmpty() || !Bounds.isText(column, LONGEST_COLUMN)) {
                throw badColumns(pointer, "");
            }
            try {
                ColumnHint.of(field, column);
            } catch (IllegalArgumentException e) {
                throw badColumns(pointer, e.getMessage() + ". ");
            }
        });
        return columns;
    }

    private static ProblemException badColumns(String pointer, String reason) {
        return ProblemException.at(
                pointer,
                ProblemCode.INVALID_PARAMETER,
                reason + "columns names each column once, possibly with its unit, e.g."
                        + " latitude:Breite,longitude:Länge,time:Zeit,speed:Tempo[km/h]; known columns are "
                        + String.join(", ", ColumnHint.FIELDS) + ".");
    }

    private static Duration parseGrace(String text, String pointer) {
        try {
            var grace = Duration.parse(text);
            if (!grace.isNegative() && grace.compareTo(MAX_GRACE) <= 0) {
                return grace;
            }
        } catch (DateTimeParseException | ArithmeticException _) {
            // Refused below, like a duration out of range.
        }
        throw ProblemException.at(
                pointer, ProblemCode.INVALID_GRACE, "grace is an ISO-8601 duration from PT0S to P30D, e.g. PT5M.");
    }

    private static OnDamage parseOnDamage(String text, String pointer) {
        return switch (text) {
            case "fail" -> OnDamage.FAIL;
            case "keep" -> OnDamage.KEEP;
            default -> throw invalid(pointer, "onDamage is fail or keep.");
        };
    }

    private static Waypoints parseWaypoints(String text, String pointer) {
        return switch (text) {
            case "drop" -> Waypoints.DROP;
            case "keep" -> Waypoints.KEEP;
            default -> throw invalid(pointer, "waypoints is drop or keep.");
        };
    }

    private static ZoneId parseZone(String text, String pointer) {
        try {
            if (text.length() <= LONGEST_ZONE) {
                return ZoneId.of(text);
            }
        } catch (DateTimeException _) {
            // Refused below.
        }
        throw invalid(pointer, "zone is a time zone such as Europe/Berlin, or an offset such as +02:00.");
    }

    private static String checkedPattern(String text, String pointer) {
        try {
            if (Bounds.isText(text, LONGEST_PATTERN)) {
                var _ = DateTimeFormatter.ofPattern(text, Locale.ENGLISH);
                return text;
            }
        } catch (IllegalArgumentException _) {
            // Refused below.
        }
        throw invalid(pointer, "timePattern is a pattern of letters such as dd/MM/yyyy HH:mm:ss.");
    }

    private static Duration parseShift(String text, String pointer) {
        try {
            var shift = Duration.parse(text);
            if (shift.abs().compareTo(MAX_SHIFT) <= 0) {
                return shift;
            }
        } catch (DateTimeParseException | ArithmeticException _) {
            // Refused below, like a duration out of range.
        }
        throw invalid(pointer, "shift is an ISO-8601 duration of at most 100 years, e.g. P7168D or -PT1H.");
    }

    private static ProblemException invalid(String pointer, String detail) {
        return ProblemException.at(pointer, ProblemCode.INVALID_PARAMETER, detail);
    }
}
