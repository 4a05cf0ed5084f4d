package dev.waymill.gateway.submit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waymill.gateway.admission.FairSemaphore;
import dev.waymill.gateway.admission.RequestSlots;
import dev.waymill.gateway.job.BulkSubmissions;
import dev.waymill.gateway.job.BulkSubmissions.BulkResult;
import dev.waymill.gateway.job.IdempotencyKey;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.problem.JsonBodyErrors;
import dev.waymill.gateway.problem.Problem;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.submit.Lines.Line;
import dev.waymill.gateway.trace.Trace;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Submits many jobs at once. The body is streamed and processed in batches, each with its own commit.
@RestController
@Tag(name = "jobs")
class BulkSubmitController {
    private static final String ROUTE = "POST /api/v1/jobs/bulk";
    private static final int BATCH = 1_000;
    /// The most bytes of lines in a batch. A few copies of them are in memory at once.
    private static final int BATCH_BYTES = 1 << 20;

    /// The most rejected lines that a response explains. They stay in memory until the last line is read.
    private static final int MOST_EXPLAINED = 1_000;

    private static final int ALL_AT_ONCE = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BulkSubmissions submissions;
    private final JobIds ids;
    private final JsonMapper json;
    private final BulkProperties bounds;
    private final FairSemaphore places = FairSemaphore.ofQuarters(ALL_AT_ONCE);

    BulkSubmitController(BulkSubmissions submissions, JobIds ids, JsonMapper json, BulkProperties bounds) {
        this.submissions = submissions;
        this.ids = ids;
        this.json = json;
        this.bounds = bounds;
    }

    /// @param accepted the number of new jobs
    /// @param repeated the number of jobs that existed already, by this `Idempotency-Key` or by `unique`
    /// @param items all lines with a job, and the first 1,000 rejected lines
    @Schema(name = "BulkAnswer")
    record Answer(int accepted, int repeated, int rejected, List<Item> items) {}

    /// @param line the line number, from 1
    /// @param id the job's id; null when the line was rejected
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(int line, @Nullable UUID id, @Nullable Refusal error) {
        static Item rejected(int line, ProblemException why) {
            var problem = why.toProblem(null, "");
            return new Item(line, null, new Refusal(problem.code(), problem.detail(), problem.errors()));
        }
    }

    record Refusal(String code, String detail, List<Problem.FieldError> errors) {}

    @PostMapping(path = "/api/v1/jobs/bulk", consumes = "application/x-ndjson")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Submit many jobs",
            description = "NDJSON: one job per line, in the form of `POST /jobs`. An invalid line is rejected without"
                    + " affecting the others. With an `Idempotency-Key` the request can be repeated after a broken"
                    + " connection: each line creates at most one job. All rejected lines are counted; the first 1,000"
                    + " are explained.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = "application/x-ndjson",
                                            schema = @Schema(implementation = JobRequest.class))))
    @ApiResponse(responseCode = "202", description = "Items with an id are stored; the others give the reason.")
    Answer submit(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "1 to 255 visible ASCII characters; identifies this request with all its lines")
                    @RequestHeader(name = IdempotencyKey.HEADER, required = false)
                    @Nullable
                    String key,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        IdempotencyKey.refuseInvalid(key);
        try (var _ = places.enter(caller.owner(), PATIENCE).orElseThrow(BulkSubmitController::noPlace)) {
            RequestSlots.release(request);
            return take(new BulkRequest(caller.owner(), key, Trace.of(request)), request);
        }
    }

    private static ProblemException noPlace() {
        return ProblemException.retryAfter(
                Duration.ofSeconds(2), ProblemCode.TOO_MANY_REQUESTS, "Send your bulk requests one at a time.");
    }

    private Answer take(BulkRequest taking, HttpServletRequest request) throws IOException {
        var lines = new Lines(request.getInputStream(), (int) bounds.maxLine().toBytes());
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            if (line.get().number() > bounds.maxLines()) {
                taking.reject(
                        line.get(), ProblemCode.TOO_MANY_LINES, "This line and all lines after it were not read.");
                break;
            }
            taking.take(line.get());
        }
        return taking.answer();
    }

    /// The state of one request while its lines are read.
    private final class BulkRequest {
        private final String owner;
        private final @Nullable String key;
        private final Trace trace;
        private final LinkedHashMap<Integer, Submission> batch = new LinkedHashMap<>();
        private final List<Item> items = new ArrayList<>();
        private int accepted;
        private int repeated;
        private int rejected;
        private int batchBytes;

        BulkRequest(String owner, @Nullable String key, Trace trace) {
            this.owner = owner;
            this.key = key;
            this.trace = trace;
        }

        void take(Line line) {
            if (line.tooLong()) {
                reject(
                        line,
                        ProblemCode.LINE_TOO_LONG,
                        "A line may have at most %,d bytes.".formatted(line.bytes().length));
            } else if (!line.isBlank()) {
                try {
                    batch.put(line.number(), submission(line));
                    batchBytes += line.bytes().length;
                } catch (JacksonException e) {
                    reject(line.number(), JsonBodyErrors.of(e));
                } catch (ProblemException e) {
                    reject(line.number(), e);
                }
            }
            if (batch.size() == BATCH || batchBytes >= BATCH_BYTES) {
                flush();
            }
        }

        private Submission submission(Line line) {
            var body = json.readValue(line.bytes(), JobRequest.class);
            if (body == null) {
                throw new ProblemException(ProblemCode.MALFORMED_JSON, "The line is not a JSON object.");
            }
            var once = key == null
                    ? null
                    : IdempotencyKey.once(
                            key + "#" + line.number(), ROUTE, new String(line.bytes(), StandardCharsets.UTF_8));
            return new Submission(ids.next(), owner, body.checked(), trace, once);
        }

        void reject(Line line, ProblemCode code, String detail) {
            reject(line.number(), new ProblemException(code, detail));
        }

        private void reject(int line, ProblemException why) {
            rejected++;
            if (rejected <= MOST_EXPLAINED) {
                items.add(Item.rejected(line, why));
            }
        }

        private void flush() {
            var taken = submissions.submit(List.copyOf(batch.values())).iterator();
            for (int line : batch.keySet()) {
                switch (taken.next()) {
                    case BulkResult.Made(var id) -> {
                        accepted++;
                        items.add(new Item(line, id, null));
                    }
                    case BulkResult.Existing(var id) -> {
                        repeated++;
                        items.add(new Item(line, id, null));
                    }
                    case BulkResult.Mismatch _ ->
                        reject(
                                line,
                                new ProblemException(
                                        ProblemCode.IDEMPOTENCY_MISMATCH,
                                        "This line differs from the first request with this key."));
                }
            }
            batch.clear();
            batchBytes = 0;
        }

        Answer answer() {
            flush();
            if (items.isEmpty()) {
                throw new ProblemException(ProblemCode.NO_LINES, "Send one job per line.");
            }
            items.sort(Comparator.comparingInt(Item::line));
            return new Answer(accepted, repeated, rejected, items);
        }
    }
}
