package dev.waymill.gateway.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waymill.events.RawJson;
import dev.waymill.gateway.schedule.Recurrence.Cron;
import dev.waymill.gateway.schedule.Recurrence.Every;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A schedule as it is shown.
///
/// @param nextAt when it fires next; null while it is paused
/// @param next the coming firings; only where one schedule is shown
@Schema(name = "Schedule")
record ScheduleView(
        UUID id,
        String name,
        @Nullable String type,

        @Schema(type = "object", implementation = Object.class, description = "Left out in lists")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        RawJson payload,

        @Nullable Integer priority,
        @Nullable Integer maxAttempts,
        @Nullable Duration timeLimit,
        @Nullable Duration progressDeadline,
        @Nullable String cron,
        @Nullable String timeZone,
        @Nullable Duration every,
        String missed,
        boolean paused,
        @Nullable Instant nextAt,
        @Nullable Instant lastAt,
        @Nullable UUID lastJobId,
        Instant createdAt,
        Instant updatedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Instant> next) {
    private static final int COMING = 5;

    static ScheduleView item(Schedule schedule) {
        return of(schedule, null);
    }

    static ScheduleView whole(Schedule schedule) {
        var first = schedule.nextAt().minusMillis(1);
        return of(
                schedule,
                schedule.paused()
                        ? List.of()
                        : schedule.rhythm().coming(first, COMING).toList());
    }

    private static ScheduleView of(Schedule schedule, @Nullable List<Instant> next) {
        var cron = schedule.rhythm() instanceof Cron one ? one : null;
        var job = schedule.job();
        return new ScheduleView(
                schedule.id(),
                schedule.name(),
                job.type(),
                job.payload(),
                job.priority(),
                job.maxAttempts(),
                job.timeLimit(),
                job.progressDeadline(),
                cron == null ? null : cron.expression(),
                cron == null ? null : cron.zone().getId(),
                schedule.rhythm() instanceof Every(var step, var unused) ? step : null,
                schedule.missed().wireName(),
                schedule.paused(),
                schedule.paused() ? null : schedule.nextAt(),
                schedule.lastAt(),
                schedule.lastJobId(),
                schedule.createdAt(),
                schedule.updatedAt(),
                next);
    }
}
