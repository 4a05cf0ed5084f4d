package dev.waymill.scheduler.job.query;

import dev.waymill.events.JobState;
import dev.waymill.events.rest.JobFilter;
import dev.waymill.events.rest.JobItem;
import dev.waymill.events.rest.Page;
import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

    @GetMapping("/internal/jobs")
    Page<JobItem> list(
            @ModelAttribute JobFilter filter,
            @RequestParam(defaultValue = "") String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        if (filter.state() != null && !isState(filter.state())) {
            throw new RefusedException(Refusal.INVALID_STATE);
        }
        if (!(limit >= 1 && limit <= MOST_ITEMS)) {
            throw new RefusedException(Refusal.INVALID_LIMIT, "The limit must be 1 to " + MOST_ITEMS);
        }
        if (!(storable(filter.from()) && storable(filter.to()))) {
            throw new RefusedException(Refusal.INVALID_TIME);
        }
        var found = jobs.page(filter, cursor.isEmpty() ? JobQueries.START : idOf(cursor), limit + 1);
        var items = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(items, found.size() > limit ? items.getLast().id().toString() : null);
    }

    private static boolean isState(String name) {
        return Arrays.stream(JobState.values())
                .anyMatch(state -> state.wireName().equals(name));
    }

    /// What the 48 bits of an id can tell.
    private static boolean storable(@Nullable Instant moment) {
        return moment == null || !(moment.isBefore(Instant.EPOCH) || moment.isAfter(LAST));
    }

    private static UUID idOf(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException _) {
            throw new RefusedException(Refusal.INVALID_CURSOR);
        }
    }
}
