package dev.waymill.gateway.retention;

import dev.waymill.events.rest.KeptJobs;
import dev.waymill.gateway.job.HistoryProperties;
import dev.waymill.gateway.retention.ExpiredJobs.Old;
import dev.waymill.gateway.upstream.Reply;
import dev.waymill.gateway.upstream.SchedulerClient;
import dev.waymill.runtime.loop.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/// Runs retention for the database. Confined to its loop's thread.
@Component
class HistoryKeeper {
    private static final int BATCH = 500;
    private static final UUID START = new UUID(0, 0);
    private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);

    private final ExpiredJobs jobs;
    private final StoredFiles files;
    private final SchedulerClient scheduler;
    private final HistoryProperties properties;
    private UUID reached = START;
    private boolean unclear;
    private boolean again;

    HistoryKeeper(ExpiredJobs jobs, StoredFiles files, SchedulerClient scheduler, HistoryProperties properties) {
        this.jobs = jobs;
        this.files = files;
        this.scheduler = scheduler;
        this.properties = properties;
    }

    @Bean
    static Loop historyLoop(HistoryKeeper keeper) {
        return new Loop("history", Duration.ofMinutes(10), keeper::tick);
    }

    /// Deletes one batch of old jobs; after the last batch, also old Idempotency-Keys and the ids of jobs
    /// deleted long ago. A pass that deleted something is followed by another one, because deleting a revert
    /// can free its import.
    ///
    /// @return whether there is more to do
    boolean tick() {
        var old = jobs.find(reached, properties.keep(), BATCH);
        if (!old.isEmpty() && forget(old)) {
            reached = old.getLast().id();
            return true;
        }
        reached = START;
        boolean others = again;
        again = false;
        return others
                | jobs.deleteKeys(properties.idempotencyKeys(), BATCH) == BATCH
                | jobs.deleteForgotten(properties.forgotten(), BATCH) == BATCH;
    }

    /// Deletes files before rows: after a crash in between, the next round finds a finished job without a file.
    /// Such a job can no longer be retried, since the scheduler does not know it.
    ///
    /// @return false when the scheduler does not report which jobs it keeps; then nothing is deleted
    private boolean forget(List<Old> old) {
        var kept = keptByScheduler(old);
        if (kept.isEmpty()) {
            return false;
        }
        var gone = old.stream().filter(job -> !kept.get().contains(job.id())).toList();
        var withoutFile = gone.stream()
                .filter(job -> !job.isImport() || files.deleteImport(job.owner(), job.id()))
                .toList();
        int forgotten = jobs.forget(withoutFile.stream().map(Old::id).toList(), properties.keep());
        again |= forgotten > 0;
        LOG.debug("Deleted {} of {} old jobs", forgotten, old.size());
        return true;
    }

    private Optional<Set<UUID>> keptByScheduler(List<Old> old) {
        return switch (scheduler.kept(old.stream().map(Old::id).toList())) {
            case Reply.Ok ok ->
                ok.read(new TypeReference<KeptJobs>() {})
                        .map(this::known)
                        .or(() -> deleteNothing("its response has no list"));
            case Reply.Rejected(var refusal, int status, var _) ->
                deleteNothing("it refused with " + status + " " + refusal.code());
            case Reply.Unavailable(var why, var _) -> deleteNothing(why);
        };
    }

    private Set<UUID> known(KeptJobs answer) {
        unclear = false;
        return Set.copyOf(answer.kept());
    }

    /// Logged once, until it responds again.
    private Optional<Set<UUID>> deleteNothing(String why) {
        if (!unclear) {
            LOG.warn("Deleting no old jobs until the scheduler is available again: {}", why);
        }
        unclear = true;
        return Optional.empty();
    }
}
