package dev.waymill.gateway.timeline;

import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.neighbour.Answer;
import dev.waymill.gateway.neighbour.WorkerClient;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// The timeline over REST.
@RestController
@RequestMapping("/api/v1/timeline")
@Tag(name = "timeline", description = "Where you were.")
class TimelineController {
    private final WorkerClient worker;

    TimelineController(WorkerClient worker) {
        this.worker = worker;
    }

    /// The shape of the answer, for its documentation: the worker writes it.
    @Schema(name = "Points")
    record Points(List<Point> items, @Nullable String next) {}

    /// @param elevation metres, null when unknown; so are all that follow
    /// @param accuracy metres
    /// @param speed metres per second
    /// @param course degrees from north, clockwise
    @Schema(name = "Point")
    record Point(
            Instant time,
            double lat,
            double lon,
            @Nullable Double elevation,
            @Nullable Double accuracy,
            @Nullable Double speed,
            @Nullable Double course,
            @Nullable String importId) {}

    @GetMapping(path = "/points", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Your points", description = "By time, then latitude, then longitude; a page at a time.")
    @ApiResponse(
            responseCode = "200",
            description = "A page.",
            content = @Content(schema = @Schema(implementation = Points.class)))
    JsonNode points(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller, @ParameterObject PointParameters asked) {
        return switch (worker.points(caller.owner(), asked.checked())) {
            case Answer.Ok(var page) -> page;
            case Answer.Refused refused
            when refused.code().contains("cursor") ->
                throw ProblemException.at(
                        "?cursor", ProblemCode.INVALID_CURSOR, "Use the value of next, with the same filters.");
            case Answer.Refused refused ->
                throw new ProblemException(
                        ProblemCode.INVALID_PARAMETER,
                        refused.detail().isEmpty() ? "The worker refused the query." : refused.detail());
            case Answer.Away _ ->
                throw ProblemException.retryAfter(
                        Duration.ofSeconds(2), ProblemCode.WORKER_UNAVAILABLE, "Try again in a moment.");
        };
    }
}
