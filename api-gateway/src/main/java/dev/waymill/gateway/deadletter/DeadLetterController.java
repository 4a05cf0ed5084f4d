package dev.waymill.gateway.deadletter;

import dev.waymill.events.RawJson;
import dev.waymill.events.rest.DeadLetterBulkRetry;
import dev.waymill.events.rest.DeadLetterDismissal;
import dev.waymill.events.rest.DeadLetterRetryRequest;
import dev.waymill.gateway.admission.LongResponses;
import dev.waymill.gateway.job.Payload;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.upstream.Reply;
import dev.waymill.gateway.upstream.SchedulerClient;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Reads and resolves dead letters over REST.
@RestController
@RequestMapping("/api/v1/dead-letters")
@Tag(name = "dead letters", description = "Tasks that failed for good, and unreadable records.")
class DeadLetterController {
    private static final int LONGEST_REASON = 1_000;

    private final SchedulerClient scheduler;
    private final LongResponses answers;

    DeadLetterController(SchedulerClient scheduler, LongResponses answers) {
        this.scheduler = scheduler;
        this.answers = answers;
    }

    @GetMapping
    @OwnerParameter
    @Operation(
            summary = "List dead letters",
            description = "Newest first, in pages, without payload and attempts. An admin may set another"
                    + " `owner`, or `*` for all owners and for unreadable records.")
    @ApiResponse(responseCode = "200", description = "A page.")
    RawJson list(HttpServletRequest request, @ParameterObject DeadLetterParameters parameters) {
        var owner = OwnerScope.of(request);
        var limit = parameters.checkedLimit();
        var cursor = parameters.checkedCursor();
        return body(scheduler.deadLetters(owner, parameters.checkedFilter(), cursor, limit));
    }

    @GetMapping("/{id}")
    @OwnerParameter
    @Operation(
            summary = "Get a dead letter",
            description = "The payload and every attempt with its error; for an unreadable record its topic,"
                    + " partition, offset, headers and bytes.")
    @ApiResponse(responseCode = "200", description = "The dead letter.")
    RawJson get(HttpServletRequest request, @Parameter(description = "The dead letter's id") @PathVariable UUID id) {
        try (var _ = answers.enter(request, OwnerScope.by(Objects.requireNonNull(request.getUserPrincipal())))) {
            return body(scheduler.deadLetter(id, OwnerScope.of(request)));
        }
    }

    /// @param payload the new payload of the task; null to keep the old one
    record Retry(@Nullable RawJson payload) {}

    @PostMapping("/{id}/retry")
    @OwnerParameter
    @Operation(
            summary = "Retry a dead letter",
            description = "With the same payload or another one. The job continues with a full number of new attempts;"
                    + " its history is kept. For an import only the parameters of an upload can be changed, except"
                    + " its file name; for a revert nothing.")
    @ApiResponse(responseCode = "200", description = "The task is queued again.")
    RawJson retry(
            HttpServletRequest request,
            Principal caller,
            @Parameter(description = "The dead letter's id") @PathVariable UUID id,
            @RequestBody(required = false) @Nullable Retry body) {
        var owner = OwnerScope.of(request);
        var payload = body == null ? null : body.payload();
        if (payload != null) {
            Payload.refuseNoText(payload);
            payload = RetryPayload.of(body(scheduler.deadLetter(id, owner)), payload);
        }
        return body(scheduler.retry(id, owner, new DeadLetterRetryRequest(payload, OwnerScope.by(caller))));
    }

    /// @param reason why nothing else has to be done, for people who read it later
    record Dismiss(@Nullable String reason) {}

    @PostMapping("/{id}/dismiss")
    @OwnerParameter
    @Operation(summary = "Dismiss a dead letter", description = "It is kept with the reason until its retention ends.")
    @ApiResponse(responseCode = "200", description = "The dead letter is dismissed.")
    RawJson dismiss(
            HttpServletRequest request,
            Principal caller,
            @Parameter(description = "The dead letter's id") @PathVariable UUID id,
            @RequestBody Dismiss body) {
        var reason = body.reason();
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw ProblemException.at(
                    "/reason", ProblemCode.INVALID_FIELD, "Give a reason of at most 1,000 characters.");
        }
        Bounds.text(reason, LONGEST_REASON, "/reason", ProblemCode.INVALID_FIELD);
        var dismissal = new DeadLetterDismissal(reason, OwnerScope.by(caller));
        return body(scheduler.dismiss(id, OwnerScope.of(request), dismissal));
    }

    /// @param filter selects the dead letters; null for all unresolved ones
    /// @param dryRun true to count them only
    record RetryMany(
            @Nullable DeadLetterParameters filter, @Nullable Boolean dryRun) {}

    @PostMapping("/retry")
    @OwnerParameter
    @Operation(
            summary = "Retry many dead letters",
            description = "All open dead letters that match the filter. `dryRun` only counts them.")
    @ApiResponse(responseCode = "200", description = "The numbers of matched and of retried dead letters.")
    RawJson retryMany(HttpServletRequest request, Principal caller, @RequestBody RetryMany body) {
        var filter = body.filter() == null ? null : body.filter().checkedFilter();
        var retry = new DeadLetterBulkRetry(filter, Boolean.TRUE.equals(body.dryRun()), OwnerScope.by(caller));
        return body(scheduler.retryAll(OwnerScope.of(request), retry));
    }

    private static RawJson body(Reply answer) {
        return switch (answer) {
            case Reply.Ok(var body) -> body;
            case Reply.Rejected refused -> throw refused.problem();
            case Reply.Unavailable _ ->
                throw ProblemException.retryAfter(
                        Duration.ofSeconds(2),
                        ProblemCode.SCHEDULER_UNAVAILABLE,
                        "The outcome is unknown. Check the dead letter, or try again in a moment.");
        };
    }
}
