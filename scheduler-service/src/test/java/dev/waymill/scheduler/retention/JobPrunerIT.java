package dev.waymill.scheduler.retention;

import static dev.waymill.scheduler.retention.HistoryFixture.DONE;
import static dev.waymill.scheduler.retention.HistoryFixture.ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.rest.KeptJobsRequest;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.job.CommandResult;
import dev.waymill.scheduler.job.JobRetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Which jobs are deleted, and which are kept because something still needs them.
@SchedulerTest
class JobPrunerIT {
    @Autowired
    KeptJobsController kept;

    @Autowired
    HistoryKeeper keeper;

    @Autowired
    JobRetry retries;

    @Autowired
    MeterRegistry metrics;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    private HistoryFixture history;

    @BeforeEach
    void reset(@Autowired ApplicationContext context) {
        history = new HistoryFixture(context);
        history.reset();
    }

    @AfterEach
    void empty() {
        history.empty();
    }

    @Test
    void a_failed_job_is_kept_until_its_clean_up_ends_and_its_dead_letter_is_resolved() {
        var job = history.submittedJob();
        jdbc.sql("UPDATE job SET clean_up = '{\"kind\":\"clean\",\"payload\":{},\"cancellable\":true}'")
                .update();
        history.run(job, "stage", 1, new Report.Failed(ERROR, false));
        assertThat(history.jobState(job)).isEqualTo("failed");
        history.awaitPublished();

        history.keep(40);
        assertThat(history.jobState(job)).isEqualTo("failed");

        history.run(job, "clean", 1, DONE);
        history.awaitPublished();
        Awaitility.await().until(() -> history.count("dead_letter") == 1);
        history.keep(40);
        assertThat(history.jobState(job)).isEqualTo("failed");

        jdbc.sql("UPDATE dead_letter SET state = 'dismissed', resolved_at = clock_timestamp()")
                .update();
        history.keep(40);
        assertThat(history.count("job")).isZero();
        assertThat(history.count("finished")).isZero();
    }

    @Test
    void a_job_with_an_unpublished_change_or_dead_letter_is_kept() {
        var changed = history.finishedJob();
        var dead = history.finishedJob();
        history.finishedJob();
        history.awaitPublished();

        transaction.executeWithoutResult(status -> {
            jdbc.sql("INSERT INTO job_change (job_id) VALUES (:job)")
                    .param("job", changed)
                    .update();
            jdbc.sql(
                            "INSERT INTO dead_letter_outbox (task_id, attempt, reason, generation) VALUES (:task, 1, 'some', 0)")
                    .param("task", history.task(dead, "stage"))
                    .update();
            history.keep(40);
            assertThat(jdbc.sql("SELECT id FROM job").query(UUID.class).list())
                    .containsExactlyInAnyOrder(changed, dead);
            status.setRollbackOnly();
        });
    }

    @Test
    void a_job_with_an_open_dead_letter_is_kept_until_the_letter_is_resolved() {
        var open = history.finishedJob();
        var dismissed = history.finishedJob();
        history.addDeadLetter(open, "dead");
        history.addDeadLetter(dismissed, "dismissed");
        history.awaitPublished();

        history.keep(40);

        assertThat(jdbc.sql("SELECT id FROM job").query(UUID.class).list()).containsExactly(open);
        jdbc.sql("UPDATE dead_letter SET state = 'retried', resolved_at = clock_timestamp()")
                .update();
        history.keep(40);
        assertThat(history.count("job")).isZero();
    }

    @Test
    void the_gateway_learns_which_jobs_are_kept() {
        var open = history.submittedJob();
        var over = history.finishedJob();
        var gone = history.finishedJob();
        var lettered = UUID.randomUUID();
        history.addDeadLetter(lettered, "dead");
        jdbc.sql("DELETE FROM job WHERE id = :id").param("id", gone).update();

        assertThat(kept.kept(new KeptJobsRequest(List.of(open, over, gone, lettered, UUID.randomUUID())))
                        .kept())
                .containsExactlyInAnyOrder(open, over, lettered);
        assertThat(kept.kept(new KeptJobsRequest(List.of())).kept()).isEmpty();
    }

    @Test
    void the_keeper_uses_the_clock_of_the_database_and_deletes_no_recent_job() {
        var job = history.finishedJob();
        history.awaitPublished();

        while (keeper.tick()) {
            assertThat(history.count("job")).isNotNegative();
        }

        assertThat(history.jobState(job)).isEqualTo("succeeded");
        assertThat(new DatabaseClock(jdbc).instant())
                .isBetween(history.now.minusSeconds(60), history.now.plusSeconds(3_600));
    }

    @Test
    void concurrent_keepers_delete_all_old_jobs_and_block_no_new_ones() throws Exception {
        history.insert(
                IntStream.range(0, 3_000)
                        .mapToObj(_ -> history.idAt(history.now))
                        .toList(),
                "ada");
        jdbc.sql("UPDATE job SET state = 'succeeded', finished_at = clock_timestamp(), open = 0")
                .update();
        jdbc.sql("INSERT INTO finished (task_id, state, attempt) SELECT id, 'SUCCEEDED', 1 FROM task")
                .update();
        var keepers = new ArrayList<Callable<Object>>();
        for (int i = 0; i < 4; i++) {
            keepers.add(Executors.callable(() -> history.keep(40)));
        }
        keepers.add(Executors.callable(() -> IntStream.range(0, 50).forEach(_ -> history.finishedJob())));
        try (var threads = Executors.newFixedThreadPool(5)) {
            for (var keeper : threads.invokeAll(keepers)) {
                keeper.get();
            }
        }
        history.awaitPublished();

        history.keep(40);

        assertThat(history.count("job")).isZero();
        assertThat(history.count("finished")).isZero();
        assertThat(history.days.days())
                .doesNotHaveDuplicates()
                .contains(history.today.plusDays(40))
                .allMatch(day -> !day.isBefore(history.today.plusDays(10)));
    }

    @Test
    void a_late_report_of_a_deleted_task_is_counted_and_changes_nothing() {
        var job = history.submittedJob();
        var task = history.run(job, "stage", 1, DONE);
        history.awaitPublished();
        history.keep(40);
        double late = metrics.counter("waymill.reports.late").count();

        history.report(job, task, 1, new Report.Started());
        history.report(job, task, 1, new Report.Failed(ERROR, true));

        assertThat(metrics.counter("waymill.reports.late").count()).isEqualTo(late + 2);
        assertThat(retries.retry(job)).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
        assertThat(retries.retry(job, task, null)).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
        assertThat(history.count("job") + history.count("attempt") + history.count("finished"))
                .isZero();
    }
}
