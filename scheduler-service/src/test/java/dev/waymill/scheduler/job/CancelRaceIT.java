package dev.waymill.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.JobCreated;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.rest.JobStatus.TaskStatus;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import dev.waymill.scheduler.job.query.JobStatusQueries;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// A cancellation races with a move that needs no job lock: a claim, or the end of a delay (invariant 5). The
/// move is committed only when the cancellation waits for it.
@SchedulerTest
class CancelRaceIT {
    private static final String CLAIM = """
            WITH gone AS (DELETE FROM ready WHERE task_id = :task RETURNING task_id)
            INSERT INTO lease (task_id, attempt, failures, until)
            SELECT task_id, 1, 0, clock_timestamp() + INTERVAL '1 minute' FROM gone
            """;

    private static final String MAKE_DUE = """
            WITH gone AS (DELETE FROM delayed WHERE task_id = :task RETURNING task_id)
            INSERT INTO ready (start, task_id, attempt, failures) SELECT 0, task_id, 0, 0 FROM gone
            """;

    @Autowired
    JobInserter newJobs;

    @Autowired
    JobCommands requests;

    @Autowired
    JobStatusQueries statuses;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Test
    void a_task_is_cancelled_during_its_claim() {
        var job = submitted(true);

        assertThat(cancelDuring(CLAIM, job)).isEqualTo(CommandResult.DONE);

        assertThat(tasks(job)).containsExactly("CANCELLED");
    }

    @Test
    void a_task_is_cancelled_while_it_becomes_due() {
        var job = submitted(true);
        jdbc.sql("""
                        WITH gone AS (DELETE FROM ready WHERE task_id = :task RETURNING task_id)
                        INSERT INTO delayed SELECT task_id, clock_timestamp() + INTERVAL '1 hour', 0, 0 FROM gone
                        """).param("task", first(job)).update();

        assertThat(cancelDuring(MAKE_DUE, job)).isEqualTo(CommandResult.DONE);

        assertThat(tasks(job)).containsExactly("CANCELLED");
    }

    @Test
    void a_promotion_cannot_be_cancelled_during_its_claim() {
        var job = submitted(false);

        assertThat(cancelDuring(CLAIM, job)).isEqualTo(CommandResult.refused(Refusal.PAST_CANCELLING));

        assertThat(tasks(job)).containsExactly("DISPATCHED");
    }

    private CommandResult cancelDuring(String move, UUID job) {
        var cancel = new CompletableFuture<CommandResult>();
        transaction.executeWithoutResult(_ -> {
            assertThat(jdbc.sql(move).param("task", first(job)).update()).isEqualTo(1);
            Thread.startVirtualThread(() -> cancel.complete(requests.cancel(job)));
            await().until(() -> cancel.isDone() || isTransactionWaiting());
        });
        return cancel.join();
    }

    private boolean isTransactionWaiting() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')")
                .query(Boolean.class)
                .single();
    }

    private UUID submitted(boolean cancellable) {
        var payload = new RawJson("{}");
        var created = new JobCreated(
                UUID.randomUUID(),
                Instant.EPOCH,
                UUID.randomUUID(),
                "ada",
                "import",
                5,
                3,
                new TaskSpec("stage", payload, cancellable),
                null);
        newJobs.add(List.of(new Received<>(created, null)));
        return created.jobId();
    }

    private UUID first(UUID job) {
        return statuses.status(job).orElseThrow().tasks().getFirst().id();
    }

    private List<String> tasks(UUID job) {
        return statuses.status(job).orElseThrow().tasks().stream()
                .map(TaskStatus::state)
                .toList();
    }
}
