package dev.waymill.scheduler.retention;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.queue.ReadyQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Runs the retention rounds. Confined to its loop's thread.
@Component
class HistoryKeeper {
    private static final int BATCH = 1_000;
    private static final int DAYS_AHEAD = 3;

    private final JobPruner jobs;
    private final HistoryDays days;
    private final ReadyQueue queue;
    private final UnusedRows idle;
    private final HistoryProperties properties;
    private final Clock clock;
    private UUID reached = JobPruner.START;

    @Autowired
    HistoryKeeper(
            JobPruner jobs,
            HistoryDays days,
            ReadyQueue queue,
            UnusedRows idle,
            HistoryProperties properties,
            JdbcClient jdbc) {
        this(jobs, days, queue, idle, properties, new DatabaseClock(jdbc));
    }

    HistoryKeeper(
            JobPruner jobs,
            HistoryDays days,
            ReadyQueue queue,
            UnusedRows idle,
            HistoryProperties properties,
            Clock clock) {
        this.jobs = jobs;
        this.days = days;
        this.queue = queue;
        this.idle = idle;
        this.properties = properties;
        this.clock = clock;
    }

    @Bean
    static Loop historyLoop(HistoryKeeper keeper) {
        return new Loop("history", Duration.ofMinutes(10), keeper::tick);
    }

    /// Deletes one batch of old jobs. Before the first batch of a round it creates the partitions of the coming
    /// days; after the last one it drops the partitions of old days.
    ///
    /// @return whether there may be more old jobs
    boolean tick() {
        if (reached.equals(JobPruner.START)) {
            var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            days.add(IntStream.rangeClosed(0, DAYS_AHEAD)
                    .mapToObj(today::plusDays)
                    .toList());
        }
        var since = clock.instant().minus(properties.keep());
        reached = jobs.forget(reached, since, BATCH).orElse(JobPruner.START);
        if (!reached.equals(JobPruner.START)) {
            return true;
        }
        days.dropBefore(LocalDate.ofInstant(since, ZoneOffset.UTC));
        idle.deleteRateWindows();
        return queue.forgetIdleFlows(BATCH) == BATCH
                | idle.deleteWorkers(BATCH) == BATCH
                | idle.deleteKeys(BATCH) == BATCH;
    }
}
