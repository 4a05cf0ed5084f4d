package dev.waymill.gateway.status;

import dev.waymill.events.RawJson;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.upstream.Reply;
import dev.waymill.gateway.upstream.SchedulerClient;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Shows the queues and workers over REST.
@RestController
@Tag(name = "status", description = "What waits and what runs. Admins only.")
class StatusController {
    private final SchedulerClient scheduler;

    StatusController(SchedulerClient scheduler) {
        this.scheduler = scheduler;
    }

    @GetMapping("/api/v1/status")
    @Operation(
            summary = "Show the queues and the workers",
            description = "Tasks by state and the age of the oldest, live workers and how many are wanted, what is not"
                    + " yet read from Kafka, and open dead letters. All is sampled every few seconds, and the response"
                    + " says when.")
    @ApiResponse(responseCode = "200", description = "The last sample.")
    RawJson status() {
        return switch (scheduler.status()) {
            case Reply.Ok(var body) -> body;
            case Reply.Rejected refused -> throw refused.problem();
            case Reply.Unavailable _ ->
                throw ProblemException.retryAfter(
                        Duration.ofSeconds(2), ProblemCode.SCHEDULER_UNAVAILABLE, "Try again in a moment.");
        };
    }
}
