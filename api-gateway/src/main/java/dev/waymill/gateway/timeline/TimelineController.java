package dev.waymill.gateway.timeline;

import dev.waymill.events.rest.Refusal;
import dev.waymill.formats.write.FileType;
import dev.waymill.gateway.admission.LongResponses;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.upstream.Reply;
import dev.waymill.gateway.upstream.WorkerClient;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Reads the timeline over REST.
@RestController
@RequestMapping("/api/v1/timeline")
@Tag(name = "timeline", description = "Your timeline.")
class TimelineController {
    private final WorkerClient worker;
    private final LongResponses answers;

    TimelineController(WorkerClient worker, LongResponses answers) {
        this.worker = worker;
        this.answers = answers;
    }

    /// The shape of the response, for the OpenAPI description only: the worker writes the response.
    @Schema(name = "Points")
    record Points(List<Point> items, @Nullable String next) {}

    /// @param elevation metres; this and all following values are null when unknown
    /// @param accuracy metres
    /// @param speed metres per second
    /// @param course degrees from north, clockwise
    /// @param battery charge in per cent
    /// @param device the device's name in the source
    /// @param activity how the device thought its owner moved, e.g. `walking`
    @Schema(name = "Point")
    record Point(
            Instant time,
            double lat,
            double lon,
            @Nullable Double elevation,
            @Nullable Double accuracy,
            @Nullable Double speed,
            @Nullable Double course,
            @Nullable Double battery,
            @Nullable String device,
            @Nullable String activity,
            @Nullable String importId) {}

    @GetMapping(path = "/points", params = "!format", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "List points",
            description = "By time, then latitude, then longitude; in pages. With `?format=gpx`, `geojson` or"
                    + " `csv`: all matching points as one file, to keep or to import elsewhere.",
            parameters =
                    @Parameter(
                            name = "format",
                            in = ParameterIn.QUERY,
                            description = "Return all points as a file instead of a page",
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"gpx", "geojson", "csv"})))
    @ApiResponse(
            responseCode = "200",
            description = "A page.",
            content = @Content(schema = @Schema(implementation = Points.class)))
    void points(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @ParameterObject PointParameters parameters,
            @Parameter(hidden = true) HttpServletRequest request,
            HttpServletResponse response) {
        var query = parameters.checked();
        try (var _ = answers.enter(request, caller.owner())) {
            worker.points(caller.owner(), query, body -> {
                        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
                        answers.pass(body, response.getOutputStream());
                    })
                    .ifPresent(TimelineController::refuse);
        }
    }

    private static void refuse(Reply reply) {
        throw switch (reply) {
            case Reply.Rejected refused
            when refused.refusal() == Refusal.INVALID_CURSOR ->
                ProblemException.at(
                        "?cursor", ProblemCode.INVALID_CURSOR, "Use the value of next, with the same filters.");
            case Reply.Rejected refused -> refused.problem();
            case Reply.Unavailable _, Reply.Ok _ ->
                ProblemException.retryAfter(
                        Duration.ofSeconds(2), ProblemCode.WORKER_UNAVAILABLE, "Try again in a moment.");
        };
    }

    /// Documented with [#points], since OpenAPI has one entry per path.
    @Hidden
    @GetMapping(path = "/points", params = "format")
    void file(
            @AuthenticationPrincipal Caller caller,
            @RequestParam String format,
            PointParameters parameters,
            HttpServletRequest request,
            HttpServletResponse response) {
        var type = FileType.of(format)
                .orElseThrow(() -> ProblemException.at(
                        "?format", ProblemCode.INVALID_PARAMETER, "format is gpx, geojson or csv; without it JSON."));
        var query = parameters.checkedForFile();
        query.put("format", type.name());
        try (var _ = answers.enter(request, caller.owner())) {
            worker.export(caller.owner(), query, body -> {
                        response.setContentType(type.mediaType());
                        response.setHeader(
                                HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"timeline." + format + "\"");
                        answers.pass(body, response.getOutputStream());
                    })
                    .ifPresent(TimelineController::refuse);
        }
    }
}
