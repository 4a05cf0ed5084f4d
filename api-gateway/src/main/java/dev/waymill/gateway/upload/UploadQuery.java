package dev.waymill.gateway.upload;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The query of an upload, taken from the address itself: `request.getParameter` would also look into the body, and
/// since `curl --data-binary` calls every body a form, it would swallow the file.
///
/// @param filename as given; null when not
/// @param format a known one; null to find out from the content
/// @param grace 0…30 days
record UploadQuery(@Nullable String filename, @Nullable String format, Duration grace) {
    private static final Duration MAX_GRACE = Duration.ofDays(30);
    private static final Set<String> FORMATS = Set.of("gpx");

    static UploadQuery of(@Nullable String queryString, Duration defaultGrace) {
        var parameters = parse(queryString);
        var format = parameters.get("format");
        if (format != null && !FORMATS.contains(format)) {
            throw ProblemException.at("?format", ProblemCode.UNKNOWN_FORMAT, "Known formats: gpx.");
        }
        var grace = parameters.get("grace");
        return new UploadQuery(parameters.get("filename"), format, grace == null ? defaultGrace : parseGrace(grace));
    }

    private static Map<String, String> parse(@Nullable String queryString) {
        var parameters = new HashMap<String, String>();
        if (queryString == null) {
            return parameters;
        }
        for (var pair : queryString.split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = decode(equals < 0 ? pair : pair.substring(0, equals));
            parameters.putIfAbsent(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(ProblemCode.INVALID_PARAMETER, "The query has a broken %-sequence.");
        }
    }

    private static Duration parseGrace(String text) {
        try {
            var grace = Duration.parse(text);
            if (!grace.isNegative() && grace.compareTo(MAX_GRACE) <= 0) {
                return grace;
            }
        } catch (DateTimeParseException | ArithmeticException _) {
            // Answered below, like a duration out of range.
        }
        throw ProblemException.at(
                "?grace", ProblemCode.INVALID_GRACE, "grace is an ISO-8601 duration from PT0S to P30D, e.g. PT5M.");
    }
}
