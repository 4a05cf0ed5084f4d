package dev.waymill.gateway.limit;

import dev.waymill.events.RawJson;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.upstream.Reply;
import dev.waymill.gateway.upstream.SchedulerClient;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Manages dispatch limits over REST.
@RestController
@RequestMapping("/api/v1/limits")
@Tag(name = "limits", description = "Limits on running tasks, per job type or owner. Admins only.")
class LimitController {
    private final SchedulerClient scheduler;

    LimitController(SchedulerClient scheduler) {
        this.scheduler = scheduler;
    }

    /// The job type or owner that a limit applies to.
    record LimitTarget(
            @Parameter(description = "`type` or `owner`", schema = @Schema(allowableValues = {"type", "owner"}))
            @PathVariable
            String scope,

            @Parameter(description = "A job type or an owner; `*` for each without a limit of its own") @PathVariable
            String name) {
        private static final int LONGEST_NAME = 100;

        /// @throws ProblemException when the scope is unknown or the name is invalid
        LimitTarget checked() {
            if (scope.equals("type") || scope.equals("owner")) {
                Bounds.text(name, LONGEST_NAME, "{name}", ProblemCode.INVALID_PARAMETER);
                return this;
            }
            throw new ProblemException(ProblemCode.NOT_FOUND, "The scope must be type or owner.");
        }
    }

    @GetMapping
    @Operation(summary = "List the limits", description = "All limits, with the number of ready tasks each holds back.")
    @ApiResponse(responseCode = "200", description = "The limits.")
    RawJson list() {
        return body(scheduler.limits());
    }

    @PutMapping("/{scope}/{name}")
    @Operation(
            summary = "Set a limit",
            description = "Replaces the previous limit. The body can be an item of the list. Dispatched tasks and"
                    + " clean-up tasks are not affected.")
    @ApiResponse(responseCode = "200", description = "The limit takes effect within a second.")
    RawJson set(@ParameterObject LimitTarget of, @RequestBody LimitRequest limit) {
        var target = of.checked();
        return body(scheduler.setLimit(target.scope(), target.name(), limit.checked()));
    }

    @DeleteMapping("/{scope}/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a limit", description = "Tasks held back continue in their order.")
    @ApiResponse(responseCode = "204", description = "The limit is removed.")
    void remove(@ParameterObject LimitTarget of) {
        var target = of.checked();
        body(scheduler.removeLimit(target.scope(), target.name()));
    }

    @PostMapping("/{scope}/{name}/pause")
    @Operation(
            summary = "Pause a type or an owner",
            description = "Stops dispatching its tasks. Repeating the request is no error.")
    @ApiResponse(responseCode = "200", description = "Paused.")
    RawJson pause(@ParameterObject LimitTarget of) {
        var target = of.checked();
        return body(scheduler.orderLimit(target.scope(), target.name(), "pause"));
    }

    @PostMapping("/{scope}/{name}/resume")
    @Operation(
            summary = "Resume a type or an owner",
            description = "Its other limits remain. Repeating the request is no error.")
    @ApiResponse(responseCode = "200", description = "Resumed.")
    RawJson resume(@ParameterObject LimitTarget of) {
        var target = of.checked();
        return body(scheduler.orderLimit(target.scope(), target.name(), "resume"));
    }

    private static RawJson body(Reply answer) {
        return switch (answer) {
            case Reply.Ok(var body) -> body;
            case Reply.Rejected refused -> throw refused.problem();
            case Reply.Unavailable _ ->
                throw ProblemException.retryAfter(
                        Duration.ofSeconds(2),
                        ProblemCode.SCHEDULER_UNAVAILABLE,
                        "The outcome is unknown. Check the limits, or try again in a moment.");
        };
    }
}
