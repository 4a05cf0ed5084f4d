package dev.waymill.gateway.schedule;

import dev.waymill.events.RawJson;
import dev.waymill.gateway.schedule.Recurrence.Cron;
import dev.waymill.gateway.schedule.Recurrence.Every;
import dev.waymill.gateway.submit.JobRequest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A recurring job.
///
/// Optimistic locking protects edits: saving fails if someone else has changed the schedule since it was read.
/// A firing is not an edit. The columns that a firing writes are read-only here, so edits and firings do not
/// overwrite each other, see [DueSchedules].
@Entity
final class Schedule {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Id
    private UUID id;

    @Column(updatable = false)
    private String owner;

    private String name;

    /// A [JobRequest] as JSON, without its payload.
    @Column(columnDefinition = "jsonb")
    @ColumnTransformer(write = "cast(? as jsonb)")
    private String job;

    /// Separate from the job, so that lists need not read it; json and not jsonb, so that the text stays as
    /// submitted.
    @Column(columnDefinition = "json")
    @ColumnTransformer(write = "cast(? as json)")
    private @Nullable String payload;

    private @Nullable String cron;
    private @Nullable String timeZone;
    private @Nullable Long everyMillis;
    private Instant anchor;

    @Enumerated(EnumType.STRING)
    private MisfirePolicy missed;

    private boolean paused;

    @Column(updatable = false)
    private Instant nextAt;

    @Column(insertable = false, updatable = false)
    private @Nullable Instant lastAt;

    @Column(insertable = false, updatable = false)
    private @Nullable UUID lastJobId;

    @Column(updatable = false)
    private Instant createdAt;

    private Instant updatedAt;

    @Version
    private @Nullable Long version;

    @SuppressWarnings("NullAway.Init")
    private Schedule() {}

    /// A new schedule, or the new values for an existing one.
    ///
    /// @param job the job that each firing submits
    /// @param nextAt the first firing
    @SuppressWarnings("NullAway.Init")
    Schedule(
            UUID id,
            String owner,
            String name,
            JobRequest job,
            Recurrence recurrence,
            MisfirePolicy missed,
            boolean paused,
            Instant nextAt,
            Instant now) {
        this.id = id;
        this.owner = owner;
        this.name = name;
        this.job = JSON.writeValueAsString(job.with(null));
        this.payload = job.payload() == null ? null : job.payload().text();
        switch (recurrence) {
            case Cron(var expression, var zone) -> {
                this.cron = expression.text();
                this.timeZone = zone.getId();
                this.anchor = now;
            }
            case Every(var step, var from) -> {
                this.everyMillis = step.toMillis();
                this.anchor = from;
            }
        }
        this.missed = missed;
        this.paused = paused;
        this.nextAt = nextAt;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /// What to do about missed firings.
    enum MisfirePolicy {
        /// Fire once for all missed firings.
        RUN_ONCE("run-once"),
        /// Do not fire for missed firings.
        SKIP("skip");

        @EnumeratedValue
        private final String wireName;

        MisfirePolicy(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /// Copies all values that the owner may change. Equal intervals go on being counted from the same moment.
    ///
    /// @return whether the recurrence changes, or the schedule is paused or resumed
    boolean replaceBy(Schedule other) {
        boolean sameRecurrence = hasRecurrenceOf(other);
        boolean moves = !sameRecurrence || paused != other.paused;
        name = other.name;
        job = other.job;
        payload = other.payload;
        cron = other.cron;
        timeZone = other.timeZone;
        everyMillis = other.everyMillis;
        anchor = sameRecurrence ? anchor : other.anchor;
        missed = other.missed;
        paused = other.paused;
        updatedAt = other.updatedAt;
        return moves;
    }

    private boolean hasRecurrenceOf(Schedule other) {
        return Objects.equals(cron, other.cron)
                && Objects.equals(timeZone, other.timeZone)
                && Objects.equals(everyMillis, other.everyMillis);
    }

    /// Whether both schedules have the same job, recurrence and misfire policy.
    boolean isSameAs(Schedule other) {
        return job().equals(other.job()) && hasRecurrenceOf(other) && missed == other.missed;
    }

    UUID id() {
        return id;
    }

    String owner() {
        return owner;
    }

    String name() {
        return name;
    }

    /// The job that each firing submits.
    JobRequest job() {
        return withoutPayload(job).with(payload == null ? null : new RawJson(payload));
    }

    static JobRequest withoutPayload(String job) {
        return JSON.readValue(job, JobRequest.class);
    }

    Recurrence recurrence() {
        return cron != null && timeZone != null
                ? new Cron(cron, ZoneId.of(timeZone))
                : new Every(Duration.ofMillis(Objects.requireNonNull(everyMillis)), anchor);
    }

    /// This schedule without its payload.
    ScheduleItem item() {
        return new ScheduleItem(
                id,
                name,
                job,
                cron,
                timeZone,
                everyMillis,
                missed,
                paused,
                nextAt,
                lastAt,
                lastJobId,
                createdAt,
                updatedAt);
    }

    MisfirePolicy missed() {
        return missed;
    }

    boolean isPaused() {
        return paused;
    }

    /// The next firing, unless the schedule is paused.
    Instant nextAt() {
        return nextAt;
    }
}
