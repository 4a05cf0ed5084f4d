package dev.waymill.worker.consume;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How many records one process consumes at once, and how. Only the annotations are Spring's.
///
/// @param order which records wait for each other
/// @param threads the kind of threads that run the handler
/// @param consumers group members in this process, each with its own poll thread; they share the worker pool
/// @param concurrency records processed at the same time by this process, at the start; 1 or more
/// @param maxConcurrency if greater than `concurrency`, the engine looks for the best level between the two
/// @param prefetch records taken beyond those, so that a free thread has work at once
/// @param maxMebibytes keys and values held at the same time by one consumer, in MiB; one poll may exceed it
/// @param instanceId name of a static member, which may restart without a rebalance; empty for a dynamic one
/// @param commit when and how offsets are committed
/// @param bounds time limits
@ConfigurationProperties("waymill.consume")
public record ConsumeProperties(
        @DefaultValue("none") Order order,
        @DefaultValue("platform") Threads threads,
        @DefaultValue("1") int consumers,
        @DefaultValue("4") int concurrency,
        @DefaultValue("0") int maxConcurrency,
        @DefaultValue("4") int prefetch,
        @DefaultValue("64") int maxMebibytes,
        @DefaultValue("") String instanceId,
        @DefaultValue Commit commit,
        @DefaultValue Bounds bounds) {
    public ConsumeProperties {
        if (concurrency < 1 || prefetch < 0 || consumers < 1 || maxMebibytes < 1) {
            throw new IllegalArgumentException(
                    "waymill.consume: concurrency, consumers and max-mebibytes must be 1 or more, prefetch 0 or more");
        }
    }

    /// @param every how long a finished record waits for its commit at most; until then it runs again after a
    ///     crash
    /// @param metadataBytes the broker's limit, its `offset.metadata.max.bytes`; 64 or more
    public record Commit(
            @DefaultValue("200ms") Duration every,
            @DefaultValue("4096") int metadataBytes) {
        public Commit {
            if (metadataBytes < 64) {
                throw new IllegalArgumentException("waymill.consume.commit: metadata-bytes must be 64 or more");
            }
        }
    }

    /// @param drain how long a stop waits for running records; they are interrupted at half of it
    /// @param handOver how long a rebalance waits for running records of a revoked partition
    /// @param retryAfter when a record is retried that could neither be handled nor sent to the dead letters
    /// @param slow from this age on, the log names an unfinished record, again each time its age has doubled
    public record Bounds(
            @DefaultValue("10s") Duration drain,
            @DefaultValue("2s") Duration handOver,
            @DefaultValue("5s") Duration retryAfter,
            @DefaultValue("10m") Duration slow) {}

    /// Whether the engine tunes its concurrency automatically.
    boolean tunes() {
        return maxConcurrency > concurrency;
    }

    /// Most records in flight in one consumer.
    int inFlight(int parallelism) {
        return Math.max(1, (parallelism + prefetch) / consumers);
    }

    /// Which records of a topic wait for each other.
    public enum Order {
        /// No record waits for another.
        NONE,
        /// Records with the same key run one after the other; records without a key wait for no other.
        KEY,
        /// Records of the same partition run one after the other.
        PARTITION
    }

    /// The kind of threads that run the handler.
    public enum Threads {
        /// Virtual threads, for work that waits, e.g. for a database or a remote service. Thousands cost
        /// little.
        VIRTUAL,
        /// Platform threads, for work that computes: it must not occupy the few carrier threads that all
        /// virtual threads share.
        PLATFORM;

        ExecutorService open(String name) {
            return switch (this) {
                case VIRTUAL ->
                    Executors.newThreadPerTaskExecutor(
                            Thread.ofVirtual().name(name + "-", 0).factory());
                case PLATFORM ->
                    Executors.newCachedThreadPool(
                            Thread.ofPlatform().daemon().name(name + "-", 0).factory());
            };
        }
    }
}
