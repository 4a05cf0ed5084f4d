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
/// People edit it, and whoever saves what somebody else has changed meanwhile is refused. A firing is no edit: the
/// columns that it writes are only read here, so that neither undoes the other, see [DueSchedules].
@Entity
final class Schedule {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Id
    private UUID id;

    @Column(updatable = false)
    private String owner;

    private String name;

    /// A [JobRequest] without its payload.
    @Column(columnDefinition = "jsonb")
    @ColumnTransformer(write = "cast(? as jsonb)")
    private String job;

    /// Apart from the rest, so that a list is read without it; json, so that it stays the text that came.
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

    /// A new schedule, or what one is to become.
    ///
    /// @param job what is submitted each time
    /// @param nextAt when it fires first
    @SuppressWarnings("NullAway.Init")
    Schedule(
            UUID id,
            String owner,
            String name,
            JobRequest job,
            Recurrence rhythm,
            MisfirePolicy missed,
            boolean paused,
            Instant nextAt,
            Instant now) {
        this.id = id;
        this.owner = owner;
        this.name = name;
        this.job = JSON.writeValueAsString(job.with(null));
        this.payload = job.payload() == null ? null : job.payload().text();
        switch (rhythm) {
            case Cron(var expression, var zone) -> {
                this.cron = expression;
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
        /// One firing for all of them.
        RUN_ONCE("run-once"),
        /// None.
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

    /// Takes over all that its owner may change.
    void replaceBy(Schedule other) {
        name = other.name;
        job = other.job;
        payload = other.payload;
        cron = other.cron;
        timeZone = other.timeZone;
        everyMillis = other.everyMillis;
        anchor = other.anchor;
        missed = other.missed;
        paused = other.paused;
        updatedAt = other.updatedAt;
    }

    /// Whether both ask for the same.
    boolean isSameAs(Schedule other) {
        return job().equals(other.job())
                && Objects.equals(cron, other.cron)
                && Objects.equals(timeZone, other.timeZone)
                && Objects.equals(everyMillis, other.everyMillis)
                && missed == other.missed;
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

    /// What is submitted each time.
    JobRequest job() {
        return withoutPayload(job).with(payload == null ? null : new RawJson(payload));
    }

    static JobRequest withoutPayload(String job) {
        return JSON.readValue(job, JobRequest.class);
    }

    Recurrence rhythm() {
        return cron != null && timeZone != null
                ? new Cron(cron, ZoneId.of(timeZone))
                : new Every(Duration.ofMillis(Objects.requireNonNull(everyMillis)), anchor);
    }

    /// The same without its payload.
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

    /// When it fires next, unless it is paused.
    Instant nextAt() {
        return nextAt;
    }
}
