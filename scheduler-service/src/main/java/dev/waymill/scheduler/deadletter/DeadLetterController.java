package dev.waymill.scheduler.deadletter;

import dev.waymill.events.rest.DeadLetter;
import dev.waymill.events.rest.DeadLetterBulkRetry;
import dev.waymill.events.rest.DeadLetterDismissal;
import dev.waymill.events.rest.DeadLetterFilter;
import dev.waymill.events.rest.DeadLetterRetryRequest;
import dev.waymill.events.rest.Page;
import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.runtime.problem.RefusedException;
import dev.waymill.scheduler.deadletter.DeadLetterQuery.Position;
import dev.waymill.scheduler.job.CommandResult;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

    @GetMapping
    Page<DeadLetter.Item> list(
            @RequestParam String owner,
            @ModelAttribute DeadLetterFilter filter,
            @RequestParam(defaultValue = "") String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        var after = cursor.isEmpty() ? Position.START : Position.ofCursor(cursor);
        int size = Math.clamp(limit, 1, MOST_ITEMS);
        var found = letters.page(new DeadLetterQuery(owner, filter), after, size + 1);
        var items = found.subList(0, Math.min(size, found.size()));
        return new Page<>(items, found.size() > size ? cursorOf(items.getLast()) : null);
    }

    private static String cursorOf(DeadLetter.Item last) {
        return new Position(last.summary().deadAt(), last.summary().id()).toCursor();
    }

    @GetMapping("/{id}")
    DeadLetter get(@PathVariable UUID id, @RequestParam String owner) {
        return letters.find(id, owner).orElseThrow(() -> new RefusedException(Refusal.DEAD_LETTER_NOT_FOUND));
    }

    @PostMapping("/{id}/retry")
    DeadLetter retry(
            @PathVariable UUID id,
            @RequestParam String owner,
            @RequestBody(required = false) @Nullable DeadLetterRetryRequest body) {
        var request = Objects.requireNonNullElse(body, DeadLetterRetryRequest.UNCHANGED);
        return changed(id, owner, retries.retry(id, owner, request.payload(), request.by()));
    }

    @PostMapping("/{id}/dismiss")
    DeadLetter dismiss(@PathVariable UUID id, @RequestParam String owner, @RequestBody DeadLetterDismissal body) {
        return changed(id, owner, retries.dismiss(id, owner, body.reason(), body.by()));
    }

    @PostMapping("/retry")
    DeadLetterBulkRetry.Summary retryAll(@RequestParam String owner, @RequestBody DeadLetterBulkRetry body) {
        var filter = Objects.requireNonNullElse(body.filter(), DeadLetterFilter.ALL);
        var summary = retries.retryAll(new DeadLetterQuery(owner, filter), body.dryRun(), body.by());
        wake();
        return summary;
    }

    private DeadLetter changed(UUID id, String owner, CommandResult result) {
        wake();
        result.orThrow();
        return get(id, owner);
    }

    private void wake() {
        dispatch.wake();
        changes.wake();
    }
}
