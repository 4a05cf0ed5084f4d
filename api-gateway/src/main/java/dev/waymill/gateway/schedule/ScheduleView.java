package dev.waymill.gateway.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waymill.events.RawJson;
import dev.waymill.gateway.submit.JobRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A schedule in a response. It has all fields of a [ScheduleRequest], so that it can be sent back.
///
/// @param nextAt the next firing; null while the schedule is paused
/// @param next the next five firings; null in lists
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
        JobRequest.@Nullable Wait backoff,
        JobRequest.@Nullable ConcurrencyLimit concurrency,
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

    static ScheduleView item(ScheduleItem item) {
        return of(item, Schedule.withoutPayload(item.job()), null);
    }

    static ScheduleView full(Schedule schedule) {
        return of(schedule.item(), schedule.job(), schedule.isPaused() ? List.of() : coming(schedule));
    }

    private static List<Instant> coming(Schedule schedule) {
        var first = schedule.nextAt();
        return Stream.concat(Stream.of(first), schedule.recurrence().coming(first, COMING - 1))
                .toList();
    }

    private static ScheduleView of(ScheduleItem item, JobRequest job, @Nullable List<Instant> next) {
        var every = item.everyMillis();
        return new ScheduleView(
                item.id(),
                item.name(),
                job.type(),
                job.payload(),
                job.priority(),
                job.maxAttempts(),
                job.backoff(),
                job.concurrency(),
                job.timeLimit(),
                job.progressDeadline(),
                item.cron(),
                item.timeZone(),
                every == null ? null : Duration.ofMillis(every),
                item.missed().wireName(),
                item.paused(),
                item.paused() ? null : item.nextAt(),
                item.lastAt(),
                item.lastJobId(),
                item.createdAt(),
                item.updatedAt(),
                next);
    }
}
