package dev.waymill.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.ImportFile;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.imports.Gpx;
import dev.waymill.worker.imports.StagingTableCleanup;
import dev.waymill.worker.imports.Uploads;
import dev.waymill.worker.imports.Uploads.Upload;
import dev.waymill.worker.live.LiveBatchStore;
import dev.waymill.worker.timeline.TimelineChanges;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the worker's retention deletes, when, and what it keeps. The tests set back the times in rows.
@WorkerTest
@Import(Uploads.class)
class HistoryIT {
    @Autowired
    Uploads uploads;

    @Autowired
    ExecutionPruner executions;

    @Autowired
    ImportPruner imports;

    @Autowired
    StagingTableCleanup tables;

    @Autowired
    LiveBatchStore batches;

    @Autowired
    TimelineChanges changes;

    @Autowired
    HistoryProperties properties;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource dataSource;

    private final String owner = "owner-" + UUID.randomUUID();

    @BeforeEach
    void no_attempts() {
        jdbc.sql("DELETE FROM execution").update();
    }

    @Test
    void old_finished_attempts_are_deleted() {
        var finished = execution(31, "succeeded", 30.1);
        var dead = execution(31, "running", 0);
        var young = execution(31, "succeeded", 29);
        var running = execution(29, "running", 0);

        sweep();

        assertThat(jdbc.sql("SELECT task_id FROM execution").query(UUID.class).list())
                .containsExactlyInAnyOrder(young, running)
                .doesNotContain(finished, dead);
    }

    @Test
    void two_workers_delete_fifty_thousand_attempts_in_batches() throws Exception {
        jdbc.sql("""
                        INSERT INTO execution (task_id, attempt, job_id, kind, worker, state, started_at, finished_at)
                        SELECT uuidv7(INTERVAL '-40 days'), 1 + n % 3, gen_random_uuid(), 'noop', 'w', 'succeeded',
                               now() - INTERVAL '40 days', now() - INTERVAL '40 days'
                        FROM generate_series(1, 50000) n
                        """).update();
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var keeper : threads.invokeAll(
                    List.<Callable<Object>>of(Executors.callable(this::sweep), Executors.callable(this::sweep)))) {
                keeper.get();
            }
        }
        assertThat(count("execution", "true")).isZero();
    }

    @Test
    void ids_of_promoted_batches_are_deleted_when_no_record_can_be_delivered_again() {
        jdbc.sql("DELETE FROM promoted_batch").update();
        jdbc.sql("""
                INSERT INTO promoted_batch (id, promoted_at)
                SELECT uuidv7(days * INTERVAL '-1 day'), now() - days * INTERVAL '1 day'
                FROM unnest(ARRAY[8, 10]) AS days, generate_series(1, 1500)
                """).update();
        // It waited for a long time before it was promoted.
        jdbc.sql("INSERT INTO promoted_batch (id) VALUES (uuidv7(INTERVAL '-20 days'))")
                .update();

        sweep();

        assertThat(count("promoted_batch", "true")).isEqualTo(1_501);
    }

    @Test
    void an_import_without_points_is_deleted_and_a_promoted_one_is_kept() throws Exception {
        var promoted = uploads.imported(owner, Gpx.sample(1, 10));
        var discarded = staged(2);
        uploads.run(ImportFile.DISCARD, discarded);
        var justDiscarded = staged(3);
        uploads.run(ImportFile.DISCARD, justDiscarded);
        Stream.of(promoted, discarded).forEach(upload -> age(upload, 31));
        age(justDiscarded, 29);

        sweep();

        assertThat(isKnown(promoted)).isTrue();
        assertThat(isKnown(discarded)).isFalse();
        assertThat(isKnown(justDiscarded)).isTrue();
        jdbc.sql("UPDATE import SET state = 'reverted' WHERE job_id = :job")
                .param("job", promoted.job())
                .update();
        sweep();
        assertThat(isKnown(promoted)).isFalse();
    }

    @Test
    void an_old_unpromoted_import_is_deleted_and_can_be_staged_again() throws Exception {
        var waiting = staged(4);
        var lost = staged(5);
        age(waiting, 59);
        age(lost, 61);

        sweep();

        assertThat(stagingTables(waiting)).isEqualTo(1);
        assertThat(isKnown(lost)).isFalse();
        assertThat(uploads.run(ImportFile.PROMOTE, lost)).isInstanceOf(Outcome.Then.class);
        uploads.run(ImportFile.STAGE, lost);
        assertThat(uploads.run(ImportFile.PROMOTE, lost)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void an_orphaned_staging_table_is_dropped_unless_it_is_in_use() throws Exception {
        var upload = staged(6);
        jdbc.sql("CREATE TABLE staging.import_999999_7 (n integer)").update();
        jdbc.sql("CREATE TABLE staging.import_999999_8 (n integer)").update();
        try (var reader = dataSource.getConnection();
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM staging.import_999999_8").close();
            sweep();
            assertThat(isTable("import_999999_7")).isFalse();
            assertThat(isTable("import_999999_8")).isTrue();
            reader.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }

        sweep();

        assertThat(isTable("import_999999_8")).isFalse();
        assertThat(stagingTables(upload)).isEqualTo(1);
    }

    private void sweep() {
        var keeper = new HistoryKeeper(executions, imports, tables, batches, changes, properties);
        boolean more = true;
        while (more) {
            more = keeper.tick();
        }
    }

    private Upload staged(int seed) throws Exception {
        var upload = uploads.upload(owner, Gpx.sample(seed, 10));
        uploads.run(ImportFile.STAGE, upload);
        return upload;
    }

    private UUID execution(int madeDaysAgo, String state, double endedDaysAgo) {
        var made = Instant.now().minus(Duration.ofDays(madeDaysAgo));
        var task =
                new UUID(made.toEpochMilli() << 16 | 0x7000, UUID.randomUUID().getLeastSignificantBits());
        jdbc.sql("""
                        INSERT INTO execution (task_id, attempt, job_id, kind, worker, state, started_at, finished_at)
                        VALUES (:task, 1, :task, 'noop', 'w', :state, :made::timestamptz,
                                CASE WHEN :state <> 'running' THEN clock_timestamp() - :ended * INTERVAL '1 day' END)
                        """)
                .param("task", task)
                .param("state", state)
                .param("made", made.toString())
                .param("ended", endedDaysAgo)
                .update();
        return task;
    }

    private void age(Upload upload, int days) {
        jdbc.sql("UPDATE import SET changed_at = changed_at - :days * INTERVAL '1 day' WHERE job_id = :job")
                .param("days", days)
                .param("job", upload.job())
                .update();
    }

    private boolean isKnown(Upload upload) {
        return count("import", "job_id = '" + upload.job() + "'") == 1;
    }

    private long stagingTables(Upload upload) {
        return count(
                "pg_tables JOIN import ON tablename = 'import_' || import_no || '_' || fence",
                "job_id = '" + upload.job() + "'");
    }

    private boolean isTable(String name) {
        return count("pg_tables", "tablename = '" + name + "'") == 1;
    }

    private long count(String from, String where) {
        return jdbc.sql("SELECT count(*) FROM " + from + " WHERE " + where)
                .query(Long.class)
                .single();
    }
}
