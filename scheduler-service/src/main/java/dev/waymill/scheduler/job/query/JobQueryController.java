package dev.waymill.scheduler.job.query;

import dev.waymill.events.JobState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: the jobs that the scheduler knows, newest first.
@RestController
class JobQueryController {
    private static final int MOST_ITEMS = 200;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final JobQueries jobs;

    JobQueryController(JobQueries jobs) {
        this.jobs = jobs;
    }

    /// @param next the cursor of the next page; null on the last one
    record Page(List<JobQueries.Item> items, @Nullable UUID next) {}

    @GetMapping("/internal/jobs")
    ResponseEntity<Object> list(
            @ModelAttribute JobQueries.Filter filter,
            @RequestParam(defaultValue = "") String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        if (filter.state() != null && !isState(filter.state())) {
            return problem("invalid-state", "The job state does not exist");
        }
        if (!(limit >= 1 && limit <= MOST_ITEMS)) {
            return problem("invalid-limit", "The limit must be 1 to " + MOST_ITEMS);
        }
        if (!(storable(filter.from()) && storable(filter.to()))) {
            return problem("invalid-time", "The time is out of range");
        }
        var after = cursor.isEmpty() ? Optional.of(JobQueries.START) : idOf(cursor);
        return after.isEmpty()
                ? problem("invalid-cursor", "Use the value of next")
                : ResponseEntity.ok(page(filter, after.get(), limit));
    }

    private Page page(JobQueries.Filter filter, UUID after, int size) {
        var found = jobs.page(filter, after, size + 1);
        var items = found.subList(0, Math.min(size, found.size()));
        return new Page(items, found.size() > size ? items.getLast().id() : null);
    }

    private static boolean isState(String name) {
        return Arrays.stream(JobState.values())
                .anyMatch(state -> state.wireName().equals(name));
    }

    /// What the 48 bits of an id can tell.
    private static boolean storable(@Nullable Instant moment) {
        return moment == null || !(moment.isBefore(Instant.EPOCH) || moment.isAfter(LAST));
    }

    private static Optional<UUID> idOf(String cursor) {
        try {
            return Optional.of(UUID.fromString(cursor));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static ResponseEntity<Object> problem(String code, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
        problem.setProperty("code", code);
        return ResponseEntity.of(problem).build();
    }
}
