package dev.waymill.gateway.schedule;

import dev.waymill.gateway.schedule.Schedule.MisfirePolicy;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The columns of a [Schedule] in a list; the components are named after its fields. Leaves out the payload,
/// since the payloads of a page may not fit into memory.
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
