package dev.waymill.gateway.schedule;

import dev.waymill.gateway.job.IdempotencyKey;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Schedules over REST. Owners see only their own.
@RestController
@RequestMapping("/api/v1/schedules")
@Tag(name = "schedules", description = "Recurring jobs.")
class ScheduleController {
    private static final int MOST_ITEMS = 200;
    private static final int LONGEST_NAME = 100;

    private final ScheduleStore schedules;
    private final ScheduleTrigger firing;
    private final JobIds ids;
    private final TransactionTemplate transaction;

    ScheduleController(ScheduleStore schedules, ScheduleTrigger firing, JobIds ids, TransactionTemplate transaction) {
        this.transaction = transaction;
        this.schedules = schedules;
        this.firing = firing;
        this.ids = ids;
    }

    @PostMapping
    @Operation(
            summary = "Create a schedule",
            description = "By `cron` or `every`. The name identifies it: sending the same schedule again creates no"
                    + " second one, and a different schedule with the same name is refused.")
    @ApiResponse(responseCode = "201", description = "The schedule was created.")
    @ApiResponse(responseCode = "200", description = "The same schedule exists already.")
    ResponseEntity<ScheduleView> create(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "Accepted but not needed: the schedule's name makes the request idempotent")
                    @RequestHeader(name = IdempotencyKey.HEADER, required = false)
                    @Nullable
                    String key,
            @RequestBody ScheduleRequest wish) {
        IdempotencyKey.refuseInvalid(key);
        var schedule = wish.checked(ids.next(), caller.owner(), schedules.now());
        if (schedules.add(schedule)) {
            return ResponseEntity.created(URI.create("/api/v1/schedules/" + schedule.id()))
                    .body(ScheduleView.whole(schedule));
        }
        var there = schedules.named(caller.owner(), schedule.name()).filter(schedule::isSameAs);
        return ResponseEntity.ok(ScheduleView.whole(there.orElseThrow(ScheduleController::nameTaken)));
    }

    /// @param next the cursor of the next page; null on the last one
    record Page(List<ScheduleView> items, @Nullable String next) {}

    @GetMapping
    @Operation(summary = "List your schedules", description = "By name, in pages.")
    @ApiResponse(responseCode = "200", description = "A page.")
    Page list(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The value of `next`") @RequestParam(defaultValue = "") String cursor,
            @Parameter(description = "1 to 200; default 50") @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MOST_ITEMS) {
            throw ProblemException.at("?limit", ProblemCode.OUT_OF_RANGE, "From 1 to 200.");
        }
        var found = schedules.list(caller.owner(), nameAt(cursor), limit + 1);
        var items = found.stream().limit(limit).map(ScheduleView::item).toList();
        return new Page(items, found.size() > limit ? cursorOf(items.getLast().name()) : null);
    }

    @GetMapping("/{id}")
    @Operation(summary = "Get a schedule", description = "With its next firings.")
    @ApiResponse(responseCode = "200", description = "The schedule.")
    ScheduleView get(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The schedule's id") @PathVariable UUID id) {
        return ScheduleView.whole(find(caller, id));
    }

    @PutMapping("/{id}")
    @Operation(summary = "Change a schedule", description = "Replaces the whole schedule. Missing fields get defaults.")
    @ApiResponse(responseCode = "200", description = "The schedule as it is now.")
    ScheduleView replace(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The schedule's id") @PathVariable UUID id,
            @RequestBody ScheduleRequest wish) {
        try {
            transaction.executeWithoutResult(_ -> {
                lock(caller, id);
                schedules.replace(wish.checked(id, caller.owner(), schedules.now()));
            });
        } catch (DuplicateKeyException _) {
            throw nameTaken();
        }
        return ScheduleView.whole(find(caller, id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a schedule", description = "Its jobs stay.")
    @ApiResponse(responseCode = "204", description = "The schedule is deleted.")
    void remove(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The schedule's id") @PathVariable UUID id) {
        if (!schedules.remove(caller.owner(), id)) {
            throw notFound();
        }
    }

    @PostMapping("/{id}/pause")
    @Operation(
            summary = "Pause a schedule",
            description = "It does not fire until it is resumed. Repeating the request is no error.")
    @ApiResponse(responseCode = "200", description = "It is paused.")
    ScheduleView pause(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The schedule's id") @PathVariable UUID id) {
        return pause(caller, id, true);
    }

    @PostMapping("/{id}/resume")
    @Operation(
            summary = "Resume a schedule",
            description = "It continues with the next firing. Firings during the pause are skipped. Repeating the"
                    + " request is no error.")
    @ApiResponse(responseCode = "200", description = "It goes on.")
    ScheduleView resume(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The schedule's id") @PathVariable UUID id) {
        return pause(caller, id, false);
    }

    private ScheduleView pause(Caller caller, UUID id, boolean paused) {
        transaction.executeWithoutResult(_ -> {
            var schedule = lock(caller, id);
            if (schedule.paused() != paused) {
                schedules.pause(
                        id, paused, schedule.rhythm().after(schedules.now()).orElse(schedule.nextAt()));
            }
        });
        return ScheduleView.whole(find(caller, id));
    }

    /// @param job the one that was submitted
    record Fired(UUID job) {}

    @PostMapping("/{id}/run")
    @Operation(
            summary = "Fire a schedule now",
            description = "Submits its job once, in addition to its regular firings; also while it is paused.")
    @ApiResponse(responseCode = "202", description = "Its job is accepted and stored.")
    ResponseEntity<Fired> run(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The schedule's id") @PathVariable UUID id) {
        var job = firing.fireNow(find(caller, id));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/jobs/" + job))
                .body(new Fired(job));
    }

    /// A firing that went on meanwhile would be undone by what was read before it.
    private Schedule lock(Caller caller, UUID id) {
        return schedules.lock(caller.owner(), id).orElseThrow(ScheduleController::notFound);
    }

    private Schedule find(Caller caller, UUID id) {
        return schedules.find(caller.owner(), id).orElseThrow(ScheduleController::notFound);
    }

    private static String cursorOf(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String nameAt(String cursor) {
        try {
            var name = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (Bounds.isText(name, LONGEST_NAME)) {
                return name;
            }
        } catch (IllegalArgumentException _) {
            // Not even Base64: the same answer as for what is no name.
        }
        throw ProblemException.at("?cursor", ProblemCode.INVALID_CURSOR, "Use the value of next.");
    }

    private static ProblemException nameTaken() {
        return new ProblemException(
                ProblemCode.SCHEDULE_EXISTS, "Change the existing schedule, or choose another name.");
    }

    private static ProblemException notFound() {
        return new ProblemException(ProblemCode.SCHEDULE_NOT_FOUND, "You have no schedule with this id.");
    }
}
