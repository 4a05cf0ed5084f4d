package dev.waymill.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/// The Kafka topics of Waymill, with the reason for each key.
///
/// The partition count applies to new installations. Adding partitions later is safe, because no consumer
/// relies on the order of two different keys.
public final class Topics {
    /// Key: job id, so that jobs are spread over the partitions. For a job with a concurrency key: the owner
    /// and that key, because such jobs run in submission order.
    public static final String JOB_CREATED = "waymill.job-created";
    /// Key: task id. The tasks of one job may run in parallel, so they are spread, too.
    public static final String TASK_DISPATCHED = "waymill.task-dispatched";
    /// Key: task id, so that an attempt's start, progress and end arrive in order. Heartbeats: worker id.
    /// Echoes of the schedulers are sent to an explicit partition instead.
    public static final String TASK_REPORTED = "waymill.task-reported";
    /// Key: job id, so that the newest state of a job arrives last.
    public static final String JOB_CHANGED = "waymill.job-changed";
    /// Key: job id. Every worker reads every record; only the one that runs the job's task acts.
    public static final String JOB_CONTROL = "waymill.job-control";
    /// Key: job id, or the source partition of an unreadable record.
    public static final String JOB_DEAD_LETTER = "waymill.job-dead-letter";

    /// Key: owner, so that one worker receives all live points of an owner.
    public static final String LIVE_POINTS = "waymill.live-points";

    /// Partitions of each topic in a new installation: the maximum number of workers that can share a topic.
    public static final int PARTITIONS = 12;

    /// How long a record is kept, whether it was read or not. A record not read within this time is lost, so an
    /// outage must not last longer. Jobs are kept longer, so that the job of a redelivered record still exists.
    public static final Duration KEPT = Duration.ofDays(7);

    /// Longer, because this topic has the only copy of an unreadable record, or of a dead task's story, until
    /// the scheduler has stored it.
    private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(30);

    /// A record is deleted together with its segment, so up to this much later.
    private static final Duration SEGMENT = Duration.ofDays(1);

    private Topics() {}

    /// Returns a topic as created by a new installation. Record ages are measured by the broker's clock,
    /// because a producer's wrong clock would have records deleted at once or never. There is no size limit,
    /// because it would delete part of a backlog.
    public static NewTopic create(String name) {
        var kept = name.equals(JOB_DEAD_LETTER) ? DEAD_LETTERS_KEPT : KEPT;
        return new NewTopic(name, Optional.of(PARTITIONS), Optional.empty())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(kept.toMillis()),
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        "-1",
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(SEGMENT.toMillis()),
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime"));
    }

    public static List<String> all() {
        return List.of(
                JOB_CREATED, TASK_DISPATCHED, TASK_REPORTED, JOB_CHANGED, JOB_CONTROL, JOB_DEAD_LETTER, LIVE_POINTS);
    }
}
