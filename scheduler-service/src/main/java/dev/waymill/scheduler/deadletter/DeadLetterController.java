package dev.waymill.scheduler.deadletter;

import dev.waymill.events.RawJson;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.deadletter.DeadLetterQuery.Filter;
import dev.waymill.scheduler.deadletter.DeadLetterQuery.Position;
import dev.waymill.scheduler.deadletter.DeadLetterRetry.Answer;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST for dead letters. The gateway determines the owner.
@RestController
@RequestMapping("/internal/dead-letters")
class DeadLetterController {
    private static final int MOST_ITEMS = 200;

    private final DeadLetterQueries letters;
    private final DeadLetterRetry retries;
    private final Loop dispatch;
    private final Loop changes;

    DeadLetterController(DeadLetterQueries letters, DeadLetterRetry retries, Loop dispatchLoop, Loop changeLoop) {
        this.letters = letters;
        this.retries = retries;
        this.dispatch = dispatchLoop;
        this.changes = changeLoop;
    }

    /// @param next the cursor of the next page; null on the last one
    record Page(List<DeadLetterView.Item> items, @Nullable String next) {}

    @GetMapping
    ResponseEntity<Object> list(
            @RequestParam String owner,
            @ModelAttribute Filter filter,
            @RequestParam(defaultValue = "") String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        var after = Position.ofCursor(cursor);
        if (after.isEmpty() && !cursor.isEmpty()) {
            return problem(HttpStatus.BAD_REQUEST, "invalid-cursor", "Use the value of next");
        }
        int size = Math.clamp(limit, 1, MOST_ITEMS);
        var found = letters.page(new DeadLetterQuery(owner, filter), after.orElse(Position.START), size + 1);
        var items = found.subList(0, Math.min(size, found.size()));
        return ResponseEntity.ok(new Page(items, found.size() > size ? cursorOf(items.getLast()) : null));
    }

    private static String cursorOf(DeadLetterView.Item last) {
        return new Position(last.summary().deadAt(), last.summary().id()).toCursor();
    }

    @GetMapping("/{id}")
    ResponseEntity<Object> get(@PathVariable UUID id, @RequestParam String owner) {
        return answer(id, owner, Answer.DONE);
    }

    /// @param payload what the task is to do now; null for what it was to do before
    record RetryBody(@Nullable RawJson payload, @Nullable String by) {
        static final RetryBody NOTHING = new RetryBody(null, null);
    }

    @PostMapping("/{id}/retry")
    ResponseEntity<Object> retry(
            @PathVariable UUID id,
            @RequestParam String owner,
            @RequestBody(required = false) @Nullable RetryBody body) {
        var asked = Objects.requireNonNullElse(body, RetryBody.NOTHING);
        return changed(id, owner, retries.retry(id, owner, asked.payload(), asked.by()));
    }

    record DismissBody(String reason, @Nullable String by) {}

    @PostMapping("/{id}/dismiss")
    ResponseEntity<Object> dismiss(@PathVariable UUID id, @RequestParam String owner, @RequestBody DismissBody body) {
        return changed(id, owner, retries.dismiss(id, owner, body.reason(), body.by()));
    }

    /// @param filter all that nobody has resolved, when there is none; its state does not matter
    record RetryAllBody(
            @Nullable Filter filter,
            boolean dryRun,
            @Nullable String by) {}

    @PostMapping("/retry")
    DeadLetterRetry.RetrySummary retryAll(@RequestParam String owner, @RequestBody RetryAllBody body) {
        var filter = Objects.requireNonNullElse(body.filter(), Filter.ALL);
        var query = new DeadLetterQuery(owner, filter);
        var many = retries.retryAll(query, body.dryRun(), body.by());
        wake();
        return many;
    }

    private void wake() {
        dispatch.wake();
        changes.wake();
    }

    private ResponseEntity<Object> changed(UUID id, String owner, Answer answer) {
        wake();
        return answer(id, owner, answer);
    }

    private ResponseEntity<Object> answer(UUID id, String owner, Answer answer) {
        return switch (answer) {
            case DONE ->
                letters.find(id, owner)
                        .<ResponseEntity<Object>>map(ResponseEntity::ok)
                        .orElseGet(() -> answer(id, owner, Answer.UNKNOWN));
            case UNKNOWN -> problem(HttpStatus.NOT_FOUND, "dead-letter-not-found", "The dead letter does not exist");
            case NOT_DEAD ->
                problem(HttpStatus.CONFLICT, "not-dead", "The dead letter was already retried or dismissed");
            case NOT_FAILED ->
                problem(HttpStatus.CONFLICT, "not-failed", "Its job has not failed, or no longer exists");
            case CLEANING_UP -> problem(HttpStatus.CONFLICT, "cleaning-up", "The failed job is still being cleaned up");
            case NOT_WHOLE ->
                problem(
                        HttpStatus.CONFLICT,
                        "not-whole",
                        "Only the beginning of the record was kept. Retry with a payload");
            case NOT_STORABLE ->
                problem(
                        HttpStatus.BAD_REQUEST,
                        "not-storable",
                        "The payload is too large, or contains invalid characters");
            // No 503: it is not this service that does not answer.
            case BROKER_AWAY -> problem(HttpStatus.CONFLICT, "broker-away", "Kafka is unavailable");
        };
    }

    private static ResponseEntity<Object> problem(HttpStatus status, String code, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("code", code);
        return ResponseEntity.of(problem).build();
    }
}
