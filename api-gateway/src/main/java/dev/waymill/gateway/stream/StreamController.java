package dev.waymill.gateway.stream;

import dev.waymill.gateway.admission.RequestSlots;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.view.JobView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// Writes the events of a job directly to the response. Each stream runs on its request's virtual thread.
@RestController
@Tag(name = "jobs")
class StreamController {
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
    private static final Logger LOG = LoggerFactory.getLogger(StreamController.class);

    private final StreamHub hub;
    private final JobStore jobs;
    private final JsonMapper json;
    private final Duration heartbeat;

    StreamController(StreamHub hub, JobStore jobs, JsonMapper json, StreamProperties properties) {
        this.hub = hub;
        this.jobs = jobs;
        this.json = json;
        this.heartbeat = properties.heartbeat();
    }

    @GetMapping(path = "/api/v1/jobs/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "Watch a job",
            description = "Server-sent events named `job`: the current job, then each change. The stream ends after a"
                    + " final state. The"
                    + " event id is the job's version.")
    @ApiResponse(responseCode = "200", description = "The stream.")
    @ApiResponse(responseCode = "204", description = "The job is in a final state that Last-Event-ID already covers.")
    void events(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id,
            @Parameter(description = "The last event you received; older ones are not sent")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    String lastEventId,
            @Parameter(hidden = true) HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var job = find(caller, id);
        long known = lastEventId != null && VERSION.matcher(lastEventId).matches() ? Long.parseLong(lastEventId) : -1;
        if (job.state().isFinal() && job.version() <= known) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        try (var subscription = hub.subscribe(id, caller).orElseThrow(StreamController::noPlace)) {
            RequestSlots.release(request);
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            stream(caller, id, known, subscription, response);
        } catch (IOException e) {
            LOG.debug("The client closed an event stream, job={}", id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The subscription precedes the first read, so a change between the two causes a wake-up and is not lost.
    private void stream(
            Caller caller, UUID id, long known, StreamHub.Subscription subscription, HttpServletResponse response)
            throws IOException, InterruptedException {
        long sent = known;
        boolean open = true;
        while (open) {
            var job = find(caller, id);
            if (job.version() > sent) {
                write(response, event(job));
                sent = job.version();
            } else {
                write(response, ": keep-alive\n\n");
            }
            subscription.saw(sent);
            open = !job.state().isFinal() && subscription.await(heartbeat);
        }
    }

    private String event(Job job) {
        return "event: job\nid: " + job.version() + "\ndata: " + json.writeValueAsString(JobView.of(job)) + "\n\n";
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }

    private Job find(Caller caller, UUID id) {
        return jobs.get(caller.owner(), id);
    }

    private static ProblemException noPlace() {
        return ProblemException.retryAfter(
                Duration.ofSeconds(5), ProblemCode.TOO_MANY_STREAMS, "Poll the job instead, or try again later.");
    }
}
