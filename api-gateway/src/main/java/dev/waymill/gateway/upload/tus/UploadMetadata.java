package dev.waymill.gateway.upload.tus;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.upload.UploadQuery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Parses the file options of tus clients: `key base64,key base64`. Unknown keys are stored and otherwise
/// ignored.
final class UploadMetadata {
    static final String HEADER = "Upload-Metadata";
    private static final Pattern PAIR = Pattern.compile("([\\x21-\\x7e&&[^,]]+)(?: ([A-Za-z0-9+/=]*))?");

    private UploadMetadata() {}

    static UploadQuery read(String header, Duration defaultGrace) {
        return UploadQuery.of(parse(header), _ -> HEADER, defaultGrace);
    }

    private static Map<String, String> parse(String header) {
        var values = new HashMap<String, String>();
        if (header.isBlank()) {
            return values;
        }
        for (var pair : header.split(",", -1)) {
            var match = PAIR.matcher(pair.strip());
            if (!match.matches()) {
                throw refused("Each pair must be a key, a space and a base64 value.");
            }
            var value = match.group(2) == null ? "" : decode(match.group(2));
            if (values.put(match.group(1), value) != null) {
                throw refused("The key \"" + match.group(1) + "\" occurs twice.");
            }
        }
        return values;
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw refused("A value is not base64.");
        }
    }

    private static ProblemException refused(String detail) {
        return ProblemException.at(HEADER, ProblemCode.INVALID_HEADER, detail);
    }
}
