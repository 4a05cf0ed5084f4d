package dev.waymill.gateway.form;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses `name=value&…`, the format of queries and of form bodies.
public final class Form {
    private Form() {}

    /// @param text null or empty for a form without fields
    /// @return the fields; of a name that occurs more than once, the first value
    /// @throws ProblemException when a %-sequence is invalid
    public static Map<String, String> parse(@Nullable String text) {
        var fields = new HashMap<String, String>();
        if (text == null || text.isEmpty()) {
            return fields;
        }
        for (var pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            fields.putIfAbsent(name(pair), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return fields;
    }

    /// Returns the name of each field, also of those that occur more than once.
    ///
    /// @throws ProblemException when a %-sequence is invalid
    static List<String> names(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("&", -1))
                        .filter(pair -> !pair.isEmpty())
                        .map(Form::name)
                        .toList();
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        return decode(equals < 0 ? pair : pair.substring(0, equals));
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(ProblemCode.INVALID_PARAMETER, "The query has a broken %-sequence.");
        }
    }
}
