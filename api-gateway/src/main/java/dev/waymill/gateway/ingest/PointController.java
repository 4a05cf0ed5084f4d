package dev.waymill.gateway.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waymill.formats.Format;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.problem.Problem;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Receives points from programs.
@RestController
@Tag(name = "timeline")
@SecurityRequirement(name = "apiKey")
@SecurityRequirement(name = "keyInAddress")
class PointController {
    private static final String ONE =
            "{\"time\": \"2026-11-21T09:00:00.250Z\", \"lat\": 52.5200066, \"lon\": 13.404954, \"accuracy\": 8.5}";

    private final PointIngest ingest;

    PointController(PointIngest ingest) {
        this.ingest = ingest;
    }

    /// @param rejectedBy the number of rejected points by reason
    /// @param samples the first rejected points
    @Schema(name = "TakenPoints")
    record AcceptedPoints(int accepted, int rejected, Map<String, Integer> rejectedBy, List<Sample> samples) {
        static AcceptedPoints of(ReceivedPoints received) {
            return new AcceptedPoints(
                    received.accepted().size(),
                    received.rejected(),
                    received.rejectedBy(),
                    received.samples().stream().map(Sample::of).toList());
        }
    }

    /// @param index the point's index in the request, from 0
    /// @param line the line of the body, from 1; null when unknown
    /// @param offset the byte offset in the body, from 0; null when the line is known
    /// @param text the rejected text
    @Schema(name = "RejectedPoint")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Sample(int index, @Nullable Long line, @Nullable Long offset, String reason, String text) {
        static Sample of(ReceivedPoints.Sample sample) {
            var rejection = sample.rejection();
            return new Sample(
                    sample.index(),
                    rejection.place().line(),
                    rejection.place().offset(),
                    rejection.reason().code(),
                    rejection.text());
        }
    }

    @PostMapping(
            path = "/api/v1/points",
            consumes = {
                "application/json",
                "application/geo+json",
                "application/x-ndjson",
                "application/ndjson",
                "application/jsonl",
                "application/geo+json-seq"
            })
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Add points",
            description = "One point, a list, NDJSON, GeoJSON or a batch of it (`{\"locations\": [...]}`, as Dawarich's"
                    + " app sends it), with at most 20,000 points and 8 MiB. `time` is"
                    + " ISO 8601 or a number from 1970; `lat`, `lon` in degrees; `elevation` and `accuracy` in metres,"
                    + " `speed` in m/s, `course` in degrees, `battery` in per cent, `device` and `activity` may be left"
                    + " out. They are usually in the timeline within a second, as part of the live stream of their device. Points that are already"
                    + " there are skipped.",
            parameters = {
                @Parameter(name = "key", in = ParameterIn.QUERY, description = "The API key, for Dawarich's app"),
                @Parameter(name = "api_key", in = ParameterIn.QUERY, description = "The same, by the app's name for it")
            },
            requestBody =
                    @RequestBody(
                            content = {
                                @Content(
                                        mediaType = "application/json",
                                        examples = {
                                            @ExampleObject(name = "one", value = ONE),
                                            @ExampleObject(name = "several", value = "[" + ONE + "]")
                                        }),
                                @Content(mediaType = "application/x-ndjson", examples = @ExampleObject(ONE)),
                                @Content(mediaType = "application/geo+json")
                            }))
    @ApiResponse(responseCode = "202", description = "The accepted points are stored; the others give the reason.")
    AcceptedPoints take(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        try (var received = ingest.open(caller.owner())) {
            var body = Body.of(request);
            boolean isBatch = body.first() == '{' && body.isGeoJsonBatch();
            boolean isGeoJson = isBatch || BodyShape.isGeoJson(body.head());
            ingest.read(body, isGeoJson ? Format.GEOJSON : Format.POINTS, received);
            ingest.keep(caller.owner(), Source.POINTS, received);
            var taken = AcceptedPoints.of(received);
            // An app sends batches. It would send a refused one again forever.
            if (taken.accepted() == 0 && taken.rejected() > 0 && !isBatch) {
                throw noneUsable(taken);
            }
            return taken;
        }
    }

    private static ProblemException noneUsable(AcceptedPoints taken) {
        var errors = taken.samples().stream()
                .map(sample -> new Problem.FieldError("/" + sample.index(), sample.reason(), sample.text()))
                .toList();
        return ProblemException.of(
                ProblemCode.NO_USABLE_POINT,
                "All %,d points were rejected: %s.".formatted(taken.rejected(), taken.rejectedBy()),
                errors);
    }
}
