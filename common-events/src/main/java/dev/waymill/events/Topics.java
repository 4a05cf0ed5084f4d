package dev.waymill.events;

import java.util.List;

/// The Kafka topics of Waymill, with the reason for each key.
/// Partition counts are what a new installation creates; adding partitions later is safe, since no consumer
/// relies on the order of two different keys.
public final class Topics {
    /// Key: job id, so that the hash may spread them; of a job with a concurrency key, owner and that key, since such
    /// jobs run in the order of their submission.
    public static final String JOB_CREATED = "waymill.job-created";
    /// Key: task id. The tasks of one job may run side by side, so they are spread, too.
    public static final String TASK_DISPATCHED = "waymill.task-dispatched";
    /// Key: task id, so that an attempt's start, progress and end arrive in order; heartbeats by worker id.
    public static final String TASK_REPORTED = "waymill.task-reported";
    /// Key: job id, so that the newest state of a job arrives last.
    public static final String JOB_CHANGED = "waymill.job-changed";
    /// Key: job id. Every worker reads every record: only the one that runs the job's task acts.
    public static final String JOB_CONTROL = "waymill.job-control";
    /// Key: job id, or the source partition of a record that nobody could read.
    public static final String JOB_DEAD_LETTER = "waymill.job-dead-letter";

    /// Partitions of each topic in a new installation: the most workers that can share one topic.
    public static final int PARTITIONS = 12;

    private Topics() {}

    public static List<String> all() {
        return List.of(JOB_CREATED, TASK_DISPATCHED, TASK_REPORTED, JOB_CHANGED, JOB_CONTROL, JOB_DEAD_LETTER);
    }
}
