package dev.waymill.worker.consume;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much one process takes on, and in which way. The annotations are for Spring; nothing here needs it.
///
/// @param order which records wait for each other
/// @param threads what runs the handler
/// @param consumers group members in this process, each with a poll thread of its own; they share the crew
/// @param concurrency records worked on at the same time by this process, at the start
/// @param maxConcurrency with more than `concurrency`, the process looks for the best level between the two
/// @param prefetch records taken beyond those, so that a thread that becomes free has work at once
/// @param maxMebibytes keys and values held at the same time by one consumer; one poll may exceed it
/// @param instanceId name of a static member, which may restart without a rebalance; empty for a dynamic one
/// @param commit when and how offsets are committed
/// @param bounds how long things may take
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

    /// @param every how long a finished record waits for its commit at most; a crash runs it again until then
    /// @param metadataBytes what the broker allows, its `offset.metadata.max.bytes`
    public record Commit(
            @DefaultValue("200ms") Duration every,
            @DefaultValue("4096") int metadataBytes) {
        public Commit {
            if (metadataBytes < 64) {
                throw new IllegalArgumentException("waymill.consume.commit: metadata-bytes must be 64 or more");
            }
        }
    }

    /// @param drain how long a stop waits for running records; the second half of it after asking them to give
    ///     up
    /// @param handOver how long a rebalance waits for running records of a partition that goes away
    /// @param retryAfter when a record comes again that could neither be handled nor be put aside
    /// @param slow from which age on an unfinished record is named in the log, again each time its age has
    ///     doubled
    public record Bounds(
            @DefaultValue("10s") Duration drain,
            @DefaultValue("2s") Duration handOver,
            @DefaultValue("5s") Duration retryAfter,
            @DefaultValue("10m") Duration slow) {}

    /// Whether the engine looks for the best concurrency by itself.
    boolean tunes() {
        return maxConcurrency > concurrency;
    }

    /// Records one consumer takes at most.
    int inFlight(int level) {
        return Math.max(1, (level + prefetch) / consumers);
    }

    /// Which records of a topic wait for each other.
    public enum Order {
        /// None does.
        NONE,
        /// Records of the same key run one after the other; records without a key wait for none.
        KEY,
        /// Records of the same partition run one after the other.
        PARTITION
    }

    /// What runs the handler.
    public enum Threads {
        /// Virtual threads, for work that waits: for a database, for a remote service. Thousands cost little.
        VIRTUAL,
        /// Platform threads, for work that computes: it must not keep the few carriers of the virtual ones from
        /// the rest of the process.
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
