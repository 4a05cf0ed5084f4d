package dev.waymill.scheduler.retention;

import static dev.waymill.scheduler.retention.HistoryFixture.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.TaskReported.Report;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import dev.waymill.scheduler.report.ReportApplier;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The size of the tables through which every task passes.
@SchedulerTest
class HotTablesIT {
    @Autowired
    ReadyQueue queue;

    @Autowired
    ReportApplier attempts;

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
    void hot_tables_stay_small_after_twenty_thousand_tasks() {
        for (int round = 0; round < 2; round++) {
            churn(1_000);
        }
        long before = hotBytes();

        for (int round = 0; round < 20; round++) {
            churn(1_000);
        }

        assertThat(hotBytes()).isLessThanOrEqualTo(before * 2);
        assertThat(history.count("finished")).isEqualTo(22_000);
        assertThat(jdbc.sql("""
                                SELECT count(*) FROM pg_class
                                WHERE relname IN ('ready', 'lease', 'flow', 'job_change')
                                  AND 'autovacuum_vacuum_threshold=1000' = ANY(reloptions)
                                """).query(Long.class).single()).isEqualTo(4);
    }

    /// Moves a batch of tasks from ready to finished, then vacuums, as PostgreSQL does after enough dead rows.
    private void churn(int tasks) {
        var ids = history.insert(
                IntStream.range(0, tasks)
                        .mapToObj(_ -> history.idAt(history.now))
                        .toList(),
                "ada");
        transaction.executeWithoutResult(_ ->
                queue.add(ids.stream().map(task -> new QueuedTask(task, 0, 0)).toList()));
        jdbc.sql("""
                        WITH gone AS (DELETE FROM ready RETURNING task_id)
                        INSERT INTO lease (task_id, attempt, failures, until)
                        SELECT task_id, 1, 0, clock_timestamp() + INTERVAL '1 minute' FROM gone
                        """).update();
        var jobs = jdbc.sql("SELECT t.id, t.job_id FROM lease l JOIN task t ON t.id = l.task_id")
                .query((row, _) -> List.of(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
        attempts.apply(jobs.stream()
                .flatMap(ends -> List.of(
                        HistoryFixture.event(ends.get(1), ends.get(0), 1, new Report.Started()),
                        HistoryFixture.event(ends.get(1), ends.get(0), 1, DONE))
                        .stream())
                .toList());
        jdbc.sql("VACUUM ready, lease, flow").update();
    }

    private long hotBytes() {
        return jdbc.sql(
                        "SELECT pg_total_relation_size('ready') + pg_total_relation_size('lease') + pg_total_relation_size('flow')")
                .query(Long.class)
                .single();
    }
}
