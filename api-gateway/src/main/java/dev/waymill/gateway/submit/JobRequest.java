package dev.waymill.gateway.submit;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.ImportFile;
import dev.waymill.events.JobTerms;
import dev.waymill.events.JobTerms.Backoff;
import dev.waymill.events.JobTerms.Concurrency;
import dev.waymill.events.JobTypes;
import dev.waymill.events.RawJson;
import dev.waymill.gateway.job.Payload;
import dev.waymill.gateway.job.Submission.Uniqueness;
import dev.waymill.gateway.job.Submission.Work;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A job as described by its submitter. Null fields have default values.
@Schema(name = "JobRequest")
public record JobRequest(
        @Schema(description = "`noop` or `simulation`") @Nullable
        String type,

        @Schema(type = "object", implementation = Object.class, description = "Input for the job") @Nullable
        RawJson payload,

        @Schema(description = "0 (first) to 9 (last); default 5") @Nullable
        Integer priority,

        @Schema(description = "Maximum number of failures per task, 1 to 25; default 5") @Nullable
        Integer maxAttempts,

        @Schema(description = "Earliest start time") @Nullable
        Instant runAt,

        @Schema(description = "Hold the job until it is released") @Nullable
        Boolean hold,

        @Schema(description = "Wait between attempts") @Nullable
        Wait backoff,

        @Schema(description = "Limits how many of your jobs with the same key run at once") @Nullable
        ConcurrencyLimit concurrency,

        @Schema(
                description = "Time limit of an attempt, PT1S to P7D. A longer one fails with `time-limit` and may be"
                        + " retried. Cannot exceed the operator's limit for the type")
        @Nullable
        Duration timeLimit,

        @Schema(
                description = "Longest time without progress, PT1S to P7D. Then the attempt fails with `no-progress`"
                        + " and may be retried. Cannot exceed the operator's limit for the type")
        @Nullable
        Duration progressDeadline,

        @Schema(
                description = "Period in which a second submission is the same job, unless that has failed or was"
                        + " cancelled")
        @Nullable
        Unique unique) {
    private static final int ORDINARY = 5;
    private static final int MOST_ATTEMPTS = 25;
    private static final int LONGEST_KEY = 200;
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_LIMIT = Duration.ofDays(7);
    private static final Duration LONGEST_PERIOD = Duration.ofDays(366);

    /// @param base the longest wait after the first failure
    /// @param factor the growth per failure, 1 to 10
    /// @param cap the longest wait after any failure
    public record Wait(
            @Nullable Duration base,
            @Nullable Double factor,
            @Nullable Duration cap) {}

    /// @param key at most `limit` jobs with this key run at a time, in order of submission
    public record ConcurrencyLimit(
            @Nullable String key, @Nullable Integer limit) {}

    /// @param key two jobs of a type with equal keys are the same job; null makes all jobs of the type the same
    public record Unique(@Nullable String key, @Nullable Duration period) {}

    /// A copy with another payload.
    public JobRequest with(@Nullable RawJson other) {
        return new JobRequest(
                type,
                other,
                priority,
                maxAttempts,
                runAt,
                hold,
                backoff,
                concurrency,
                timeLimit,
                progressDeadline,
                unique);
    }

    /// @throws ProblemException when a field is invalid, with a pointer to it
    public Work checked() {
        var what = Objects.requireNonNullElse(payload, RawJson.EMPTY_OBJECT);
        Payload.refuseInvalid(what);
        return new Work(
                checkedType(),
                what,
                between(priority, ORDINARY, 0, 9, "/priority"),
                between(maxAttempts, ORDINARY, 1, MOST_ATTEMPTS, "/maxAttempts"),
                terms(),
                same());
    }

    private String checkedType() {
        if (type != null && JobTypes.all().contains(type)) {
            return type;
        }
        throw ProblemException.at(
                "/type",
                ProblemCode.UNKNOWN_JOB_TYPE,
                ImportFile.JOB_TYPE.equals(type)
                        ? "To start an import, upload its file: POST /api/v1/imports."
                        : "It is one of " + String.join(", ", JobTypes.all()) + ".");
    }

    private JobTerms terms() {
        Bounds.moment(runAt, "/runAt", ProblemCode.INVALID_FIELD);
        return new JobTerms(runAt, Boolean.TRUE.equals(hold), checkedBackoff(), checkedConcurrency(), checkedLimits());
    }

    private @Nullable AttemptLimits checkedLimits() {
        if (timeLimit == null && progressDeadline == null) {
            return null;
        }
        return new AttemptLimits(limit(timeLimit, "/timeLimit"), limit(progressDeadline, "/progressDeadline"));
    }

    private static @Nullable Duration limit(@Nullable Duration limit, String pointer) {
        require(
                limit == null || limit.compareTo(SHORTEST_LIMIT) >= 0 && limit.compareTo(LONGEST_LIMIT) <= 0,
                pointer,
                "From PT1S to P7D.");
        return limit;
    }

    private @Nullable Backoff checkedBackoff() {
        if (backoff == null) {
            return null;
        }
        var base = Objects.requireNonNullElse(backoff.base(), Duration.ofSeconds(1));
        double factor = Objects.requireNonNullElse(backoff.factor(), 2.0);
        var cap = Objects.requireNonNullElse(backoff.cap(), Duration.ofSeconds(300));
        require(!base.isNegative() && base.compareTo(LONGEST_WAIT) <= 0, "/backoff/base", "From PT0S to P1D.");
        require(factor >= 1 && factor <= 10, "/backoff/factor", "From 1 to 10.");
        require(cap.compareTo(base) >= 0 && cap.compareTo(LONGEST_WAIT) <= 0, "/backoff/cap", "From the base to P1D.");
        return new Backoff(base, factor, cap);
    }

    private @Nullable Concurrency checkedConcurrency() {
        if (concurrency == null) {
            return null;
        }
        int limit = between(concurrency.limit(), 1, 1, 1_000_000, "/concurrency/limit");
        return new Concurrency(key(concurrency.key(), "/concurrency/key"), limit);
    }

    private @Nullable Uniqueness same() {
        if (unique == null) {
            return null;
        }
        var period = unique.period();
        if (period == null || !period.isPositive() || period.compareTo(LONGEST_PERIOD) > 0) {
            throw invalid("/unique/period", "An ISO-8601 duration greater than zero, at most P366D.");
        }
        return new Uniqueness.Key(unique.key() == null ? "" : key(unique.key(), "/unique/key"), period);
    }

    private static String key(@Nullable String key, String pointer) {
        if (key == null || key.isBlank() || !Bounds.isText(key, LONGEST_KEY)) {
            throw invalid(pointer, "1 to 200 characters, without control characters.");
        }
        return key;
    }

    private static int between(@Nullable Integer value, int otherwise, int min, int max, String pointer) {
        int number = value == null ? otherwise : value;
        require(number >= min && number <= max, pointer, "From %d to %d.".formatted(min, max));
        return number;
    }

    private static void require(boolean holds, String pointer, String detail) {
        if (!holds) {
            throw invalid(pointer, detail);
        }
    }

    private static ProblemException invalid(String pointer, String detail) {
        return ProblemException.at(pointer, ProblemCode.INVALID_FIELD, detail);
    }
}
