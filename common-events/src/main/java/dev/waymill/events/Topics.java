package dev.waymill.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/// The Kafka topics of Waymill, with the reason for each key.
/// Partition counts are what a new installation creates; adding partitions later is safe, since no consumer
/// relies on the order of two different keys.
public final class Topics {
    /// Key: job id, so that the hash may spread them; of a job with a concurrency key, owner and that key,
    /// since such jobs run in the order of their submission.
    public static final String JOB_CREATED = "waymill.job-created";
    /// Key: task id. The tasks of one job may run side by side, so they are spread, too.
    public static final String TASK_DISPATCHED = "waymill.task-dispatched";
    /// Key: task id, so that an attempt's start, progress and end arrive in order; heartbeats by worker id.
    /// Echoes of the schedulers have a partition instead.
    public static final String TASK_REPORTED = "waymill.task-reported";
    /// Key: job id, so that the newest state of a job arrives last.
    public static final String JOB_CHANGED = "waymill.job-changed";
    /// Key: job id. Every worker reads every record: only the one that runs the job's task acts.
    public static final String JOB_CONTROL = "waymill.job-control";
    /// Key: job id, or the source partition of a record that nobody could read.
    public static final String JOB_DEAD_LETTER = "waymill.job-dead-letter";

    /// Partitions of each topic in a new installation: the most workers that can share one topic.
    public static final int PARTITIONS = 12;

    /// How long a record is kept, whether it was read or not. What is not read within that time is lost to its reader:
    /// an outage must not last longer. Jobs are kept longer, so that a record that comes again finds its job.
    public static final Duration KEPT = Duration.ofDays(7);

    /// Nobody else has an unreadable record, or the story of a dead task, until the scheduler has stored it.
    private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(30);

    /// A record is deleted with its segment, so this much later at most.
    private static final Duration SEGMENT = Duration.ofDays(1);

    private Topics() {}

    /// The topic as a new installation creates it. Records age by the broker's clock, as a producer whose clock
    /// is wrong would have them deleted at once or never; and never by size, as a backlog would be cut off.
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
        return List.of(JOB_CREATED, TASK_DISPATCHED, TASK_REPORTED, JOB_CHANGED, JOB_CONTROL, JOB_DEAD_LETTER);
    }
}
