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
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.domain.Limit;
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

    private final ScheduleRepository schedules;
    private final DueSchedules due;
    private final ScheduleTrigger firing;
    private final JobIds ids;
    private final TransactionTemplate transaction;

    ScheduleController(
            ScheduleRepository schedules,
            DueSchedules due,
            ScheduleTrigger firing,
            JobIds ids,
            TransactionTemplate transaction) {
        this.transaction = transaction;
        this.schedules = schedules;
        this.due = due;
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
            @RequestBody ScheduleRequest body) {
        IdempotencyKey.refuseInvalid(key);
        var schedule = body.checked(ids.next(), caller.owner(), due.now());
        try {
            schedules.save(schedule);
        } catch (DataIntegrityViolationException _) {
            var there = schedules
                    .findByOwnerAndName(caller.owner(), schedule.name())
                    .filter(schedule::isSameAs);
            return ResponseEntity.ok(ScheduleView.full(there.orElseThrow(ScheduleController::nameTaken)));
        }
        return ResponseEntity.created(URI.create("/api/v1/schedules/" + schedule.id()))
                .body(ScheduleView.full(schedule));
    }

    /// @param next the cursor of the next page; null on the last page
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
        var found =
                schedules.findByOwnerAndNameGreaterThanOrderByName(caller.owner(), nameAt(cursor), Limit.of(limit + 1));
        var items = found.stream().limit(limit).map(ScheduleView::item).toList();
        return new Page(items, found.size() > limit ? cursorOf(items.getLast().name()) : null);
    }

    @GetMapping("/{id}")
    @Operation(summary = "Get a schedule", description = "With its next firings.")
    @ApiResponse(responseCode = "200", description = "The schedule.")
    ScheduleView get(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The schedule's id") @PathVariable UUID id) {
        return ScheduleView.full(find(caller, id));
    }

    @PutMapping("/{id}")
    @Operation(
            summary = "Change a schedule",
            description = "Replaces the whole schedule. Missing fields get defaults; fields that only the service sets"
                    + " are ignored, so that the body can be what `GET` returned. If another request changes it at"
                    + " the same time, one of them wins; the other gets 409 `conflict` and changes nothing.")
    @ApiResponse(responseCode = "200", description = "The schedule as it is now.")
    ScheduleView replace(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The schedule's id") @PathVariable UUID id,
            @RequestBody ScheduleRequest body) {
        try {
            transaction.executeWithoutResult(_ -> {
                var schedule = find(caller, id);
                boolean moves = schedule.replaceBy(body.checked(id, caller.owner(), due.now()));
                schedules.flush();
                if (moves) {
                    setNext(schedule);
                } else {
                    schedule.recurrence().after(due.now()).ifPresent(next -> due.moveAhead(id, next));
                }
            });
        } catch (DataIntegrityViolationException _) {
            throw nameTaken();
        } catch (OptimisticLockingFailureException _) {
            throw schedules
                    .findByOwnerAndId(caller.owner(), id)
                    .map(_ -> changedMeanwhile())
                    .orElseGet(ScheduleController::notFound);
        }
        return ScheduleView.full(find(caller, id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a schedule", description = "Its jobs remain.")
    @ApiResponse(responseCode = "204", description = "The schedule is deleted.")
    void remove(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The schedule's id") @PathVariable UUID id) {
        if (schedules.delete(caller.owner(), id) == 0) {
            throw notFound();
        }
    }

    @PostMapping("/{id}/pause")
    @Operation(
            summary = "Pause a schedule",
            description = "It does not fire until it is resumed. Repeating the request is no error.")
    @ApiResponse(responseCode = "200", description = "The schedule is paused.")
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
    @ApiResponse(responseCode = "200", description = "The schedule is resumed.")
    ScheduleView resume(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The schedule's id") @PathVariable UUID id) {
        return pause(caller, id, false);
    }

    private ScheduleView pause(Caller caller, UUID id, boolean paused) {
        transaction.executeWithoutResult(_ -> {
            if (schedules.pause(caller.owner(), id, paused) == 1) {
                setNext(find(caller, id));
            }
        });
        return ScheduleView.full(find(caller, id));
    }

    /// Sets the next firing. Call this after the schedule's row was written: the row is locked then, so the
    /// schedule cannot fire with its old values.
    private void setNext(Schedule schedule) {
        due.setNext(schedule.id(), schedule.recurrence().after(due.now()).orElse(null));
    }

    /// @param job the submitted job
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

    private Schedule find(Caller caller, UUID id) {
        return schedules.findByOwnerAndId(caller.owner(), id).orElseThrow(ScheduleController::notFound);
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
            // Not Base64: refused below, like an invalid name.
        }
        throw ProblemException.at("?cursor", ProblemCode.INVALID_CURSOR, "Use the value of next.");
    }

    private static ProblemException changedMeanwhile() {
        return new ProblemException(
                ProblemCode.CONFLICT, "Another request changed the schedule at the same time. Read it and try again.");
    }

    private static ProblemException nameTaken() {
        return new ProblemException(
                ProblemCode.SCHEDULE_EXISTS, "Change the existing schedule, or choose another name.");
    }

    private static ProblemException notFound() {
        return new ProblemException(ProblemCode.SCHEDULE_NOT_FOUND, "You have no schedule with this id.");
    }
}
