package dev.waymill.gateway.view;

import dev.waymill.events.JobState;
import dev.waymill.gateway.job.JobQuery;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The query of a list as raw text, so that each error can name the parameter and the reason.
record ListParameters(
        @Parameter(
                description = "Only jobs in this state",
                schema =
                        @Schema(
                                allowableValues = {
                                    "accepted",
                                    "held",
                                    "queued",
                                    "running",
                                    "grace",
                                    "succeeded",
                                    "failed",
                                    "cancelled"
                                }))
        @Nullable
        String state,

        @Parameter(description = "Only jobs of this type, e.g. import") @Nullable
        String type,

        @Parameter(description = "Created at or after this time, ISO-8601 with zone") @Nullable
        String from,

        @Parameter(description = "Created before this time, ISO-8601 with zone") @Nullable
        String to,

        @Parameter(description = "Only jobs of the request with this trace id, 32 hex digits") @Nullable
        String traceId,

        @Parameter(description = "`next` of the previous page") @Nullable
        String cursor,

        @Parameter(
                description = "Jobs per page",
                schema = @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
        @Nullable
        String limit) {
    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern TYPE = Pattern.compile("[a-z0-9.-]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    /// Asks for one job more than the page, to find out whether there is a next page.
    JobQuery toQuery(String owner) {
        var list = new JobQuery(
                owner,
                parseState(),
                matching("type", type, TYPE),
                Bounds.time("from", from),
                Bounds.time("to", to),
                matching("traceId", traceId, TRACE_ID),
                null,
                pageSize() + 1);
        if (cursor == null) {
            return list;
        }
        var after = Cursor.parse(list, cursor);
        return new JobQuery(
                owner, list.state(), list.type(), list.from(), list.to(), list.traceId(), after, list.limit());
    }

    int pageSize() {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        int size = NUMBER.matcher(limit).matches() ? Integer.parseInt(limit) : 0;
        if (!(size >= 1 && size <= MAX_LIMIT)) {
            throw ProblemException.at("?limit", ProblemCode.OUT_OF_RANGE, "limit is a number from 1 to 200.");
        }
        return size;
    }

    private @Nullable JobState parseState() {
        if (state == null) {
            return null;
        }
        for (var known : JobState.values()) {
            if (known.wireName().equals(state)) {
                return known;
            }
        }
        throw ProblemException.at("?state", ProblemCode.INVALID_PARAMETER, "The state does not exist.");
    }

    private static @Nullable String matching(String name, @Nullable String value, Pattern allowed) {
        if (value != null && !allowed.matcher(value).matches()) {
            throw ProblemException.at("?" + name, ProblemCode.INVALID_PARAMETER, name + " has an invalid format.");
        }
        return value;
    }
}
