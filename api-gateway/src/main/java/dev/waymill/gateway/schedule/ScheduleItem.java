package dev.waymill.gateway.schedule;

import dev.waymill.gateway.schedule.Schedule.MisfirePolicy;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a list shows of a [Schedule], by the names of its fields. Without the payload: a page of those may be more
/// than fits into memory.
record ScheduleItem(
        UUID id,
        String name,
        String job,
        @Nullable String cron,
        @Nullable String timeZone,
        @Nullable Long everyMillis,
        MisfirePolicy missed,
        boolean paused,
        Instant nextAt,
        @Nullable Instant lastAt,
        @Nullable UUID lastJobId,
        Instant createdAt,
        Instant updatedAt) {}
