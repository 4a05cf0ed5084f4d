package dev.waymill.gateway.schedule;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.waymill.events.RawJson;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.schedule.Recurrence.Cron;
import dev.waymill.gateway.schedule.Recurrence.Every;
import dev.waymill.gateway.schedule.Schedule.MisfirePolicy;
import dev.waymill.gateway.submit.JobRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A schedule as described by its owner. A null field means its default. The fields of a [ScheduleView] that
/// only the service sets are ignored, so that what was read can be sent back.
@Schema(name = "ScheduleRequest")
@JsonIgnoreProperties({"id", "nextAt", "next", "lastAt", "lastJobId", "createdAt", "updatedAt"})
record ScheduleRequest(
        @Schema(description = "Unique name among your schedules, 1 to 100 characters") @Nullable
        String name,

        @Schema(description = "As in `POST /jobs`") @Nullable
        String type,

        @Schema(type = "object", implementation = Object.class, description = "As in `POST /jobs`") @Nullable
        RawJson payload,

        @Schema(description = "As in `POST /jobs`") @Nullable
        Integer priority,

        @Schema(description = "As in `POST /jobs`") @Nullable
        Integer maxAttempts,

        @Schema(description = "As in `POST /jobs`") JobRequest.@Nullable Wait backoff,

        @Schema(description = "As in `POST /jobs`") JobRequest.@Nullable ConcurrencyLimit concurrency,

        @Schema(description = "As in `POST /jobs`") @Nullable
        Duration timeLimit,

        @Schema(description = "As in `POST /jobs`") @Nullable
        Duration progressDeadline,

        @Schema(
                description = "As in crontab(5): minute, hour, day of month, month, day of week; with seconds before"
                        + " them, if there are six fields; or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. If"
                        + " both day fields are restricted, either may match. Either this or `every`")
        @Nullable
        String cron,

        @Schema(description = "IANA name, for `cron`; UTC unless given") @Nullable
        String timeZone,

        @Schema(description = "A second or more, ISO-8601. Either this or `cron`") @Nullable
        Duration every,

        @Schema(description = "`run-once` (default) or `skip`: what to do about missed firings") @Nullable
        String missed,

        @Schema(description = "Do not fire until it is resumed") @Nullable
        Boolean paused) {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{1,100}");
    private static final int LONGEST_CRON = 200;
    private static final int LONGEST_ZONE = 64;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(3660);

    /// @throws ProblemException when a field is invalid, with a pointer to it
    Schedule checked(UUID id, String owner, Instant now) {
        var job = new JobRequest(
                type,
                payload,
                priority,
                maxAttempts,
                null,
                null,
                backoff,
                concurrency,
                timeLimit,
                progressDeadline,
                null);
        var unused = job.checked();
        var recurrence = recurrence(now);
        var next = recurrence
                .after(now)
                .orElseThrow(() -> invalid("/cron", "The expression never fires: no such day exists."));
        return new Schedule(
                id, owner, checkedName(), job, recurrence, checkedMissed(), Boolean.TRUE.equals(paused), next, now);
    }

    private String checkedName() {
        if (name == null || name.isBlank() || !NAME.matcher(name).matches()) {
            throw invalid("/name", "1 to 100 characters without control characters.");
        }
        return name;
    }

    private Recurrence recurrence(Instant now) {
        if (cron == null && every == null || cron != null && every != null) {
            throw invalid(cron == null ? "/cron" : "/every", "Give either cron or every.");
        }
        return cron == null ? every(now) : cron(cron);
    }

    private Every every(Instant now) {
        if (timeZone != null) {
            throw invalid("/timeZone", "A time zone is only allowed with cron.");
        }
        if (every == null || every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw invalid("/every", "From PT1S to P3660D.");
        }
        return new Every(Duration.ofMillis(every.toMillis()), now);
    }

    private Cron cron(String expression) {
        Bounds.text(expression, LONGEST_CRON, "/cron", ProblemCode.INVALID_FIELD);
        Bounds.text(timeZone, LONGEST_ZONE, "/timeZone", ProblemCode.INVALID_FIELD);
        try {
            return new Cron(expression, zone());
        } catch (IllegalArgumentException e) {
            throw invalid("/cron", String.valueOf(e.getMessage()));
        }
    }

    private ZoneId zone() {
        try {
            return timeZone == null ? ZoneId.of("UTC") : ZoneId.of(timeZone);
        } catch (DateTimeException _) {
            throw invalid("/timeZone", "An IANA name, like Europe/Berlin.");
        }
    }

    private MisfirePolicy checkedMissed() {
        return switch (missed == null ? "run-once" : missed) {
            case "run-once" -> MisfirePolicy.RUN_ONCE;
            case "skip" -> MisfirePolicy.SKIP;
            default -> throw invalid("/missed", "run-once or skip.");
        };
    }

    private static ProblemException invalid(String pointer, String detail) {
        return ProblemException.at(pointer, ProblemCode.INVALID_FIELD, detail);
    }
}
