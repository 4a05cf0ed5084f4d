package dev.waymill.gateway.view;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.gateway.job.JobChange;
import dev.waymill.gateway.upstream.Answer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A job as returned by the scheduler.
///
/// @param tasks an array, passed on unchanged
@JsonIgnoreProperties(ignoreUnknown = true)
record SchedulerStatus(
        UUID id,
        long version,
        JobState state,
        int attempt,
        @Nullable Progress progress,
        @Nullable RawJson result,
        @Nullable TaskError error,
        @Nullable Instant graceEndsAt,
        @Nullable Instant finishedAt,
        Instant updatedAt,
        @Nullable RawJson tasks) {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerStatus.class);
    private static final JsonMapper READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    SchedulerStatus {
        if (id == null || state == null || updatedAt == null) {
            throw new IllegalArgumentException("id, state and updatedAt are always there");
        }
    }

    /// Parses the scheduler's response. Empty when it is unavailable, has refused, or sent a response that
    /// cannot be parsed, for example of another version.
    static Optional<SchedulerStatus> of(Answer answer) {
        try {
            return answer.success().map(body -> READER.readValue(body.text(), SchedulerStatus.class));
        } catch (JacksonException e) {
            LOG.warn("Ignoring an unreadable response of the scheduler: {}", e.getOriginalMessage());
            return Optional.empty();
        }
    }

    JobChange asChange() {
        return new JobChange(id, version, state, attempt, progress, result, error, graceEndsAt, finishedAt, updatedAt);
    }
}
