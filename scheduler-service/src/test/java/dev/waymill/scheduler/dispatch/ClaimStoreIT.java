package dev.waymill.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.dispatch.ClaimStore.Claimed;
import dev.waymill.scheduler.dispatch.ClaimStore.QueuePosition;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The worker of these tests sent its last heartbeat a minute ago: live for the tests, silent for the
/// scheduler's own loops.
@SchedulerTest
class ClaimStoreIT {
    private static final DispatchProperties BOUNDS =
            new DispatchProperties(10, 2, Duration.ofSeconds(15), Duration.ofMinutes(15), Duration.ofHours(1));

    @Autowired
    ClaimStore ready;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @BeforeEach
    void a_worker_with_a_hundred_slots() {
        jdbc.sql("INSERT INTO worker VALUES ('w', 100, clock_timestamp() - INTERVAL '1 minute')")
                .update();
    }

    @AfterEach
    void empty_the_tables() {
        Tables.empty(jdbc);
    }

    @Test
    void a_claim_takes_its_batch_in_order_and_no_more() {
        given(25);

        var first = claim();
        var second = claim();

        assertThat(first)
                .hasSize(10)
                .allSatisfy(task -> assertThat(task.attempt()).isEqualTo(1));
        assertThat(second).hasSize(10);
        assertThat(kinds(first)).containsExactly("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9");
        assertThat(count("ready")).isEqualTo(5);
        assertThat(count("lease")).isEqualTo(20);
    }

    @Test
    void a_claim_reads_neither_deleted_rows_nor_the_whole_backlog() {
        given(20_000);
        jdbc.sql("DELETE FROM ready WHERE position % 2 = 0").update();
        jdbc.sql("ANALYZE ready, task, job").update();

        var read = transaction.execute(_ -> {
            long before = rowsReadOneByOne();
            assertThat(claim()).hasSize(10);
            return rowsReadOneByOne() - before;
        });

        assertThat(read).isZero();
    }

    @Test
    void query_plans_use_indexes() {
        assertThat(jdbc.sql("SHOW enable_seqscan").query(String.class).single()).isEqualTo("off");
    }

    /// Rows read by sequential scans in this session. Only differences within a transaction are meaningful,
    /// since PostgreSQL flushes these statistics now and then between transactions.
    private long rowsReadOneByOne() {
        return jdbc.sql("SELECT sum(seq_tup_read) FROM pg_stat_xact_user_tables WHERE relname IN ('ready', 'task')")
                .query(Long.class)
                .single();
    }

    @Test
    void many_claimers_never_get_the_same_task() throws Exception {
        given(200);
        var claims = new ArrayList<Callable<List<Claimed>>>();
        for (int i = 0; i < 40; i++) {
            claims.add(() -> claim());
        }
        var all = new ArrayList<UUID>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var claim : threads.invokeAll(claims)) {
                claim.get().forEach(task -> all.add(task.taskId()));
            }
        }

        assertThat(all).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(190);
    }

    @Test
    void the_slots_of_live_workers_bound_the_dispatched_tasks() {
        jdbc.sql("UPDATE worker SET slots = 3").update();
        given(25);

        assertThat(claim()).hasSize(6);
        assertThat(claim()).isEmpty();

        jdbc.sql("UPDATE lease SET worker = 'w', started_at = clock_timestamp()")
                .update();
        assertThat(claim()).hasSize(6);
    }

    @Test
    void nothing_is_dispatched_without_a_live_worker() {
        jdbc.sql("UPDATE worker SET seen_at = seen_at - INTERVAL '2 hours'").update();
        given(5);

        assertThat(claim()).isEmpty();
    }

    @Test
    void a_claim_and_its_leases_have_the_same_start_deadline() {
        given(2);

        var claimed = claim();

        assertThat(claimed).allSatisfy(task -> {
            assertThat(Duration.between(task.claimedAt(), task.startBy())).isEqualTo(BOUNDS.startWithin());
            assertThat(leasedUntil(task.taskId())).isEqualTo(task.startBy());
        });
    }

    @Test
    void a_claim_exists_until_it_is_sent() {
        given(2);
        var claimed = claim();
        assertThat(count("claim")).isEqualTo(1);

        ready.markSent(claimed.getFirst().claim());

        assertThat(count("claim")).isZero();
        assertThat(ready.unsent(BOUNDS)).isEmpty();
        assertThat(count("lease")).isEqualTo(2);
    }

    @Test
    void tasks_claimed_by_a_dead_scheduler_are_sent_as_the_same_attempts() {
        given(2);
        var claimed = claim();
        assertThat(ready.unsent(BOUNDS)).isEmpty();
        overdue();

        var again = ready.unsent(BOUNDS);

        assertThat(again).extracting(Claimed::taskId).containsExactlyInAnyOrderElementsOf(ids(claimed));
        assertThat(again).allSatisfy(task -> {
            assertThat(task.attempt()).isEqualTo(1);
            assertThat(task.startBy()).isAfter(claimed.getFirst().startBy()).isEqualTo(leasedUntil(task.taskId()));
        });
        assertThat(ready.unsent(BOUNDS)).isEmpty();
        assertThat(count("claim")).isEqualTo(1);
    }

    @Test
    void a_sent_task_is_not_sent_again_with_its_unsent_claim() {
        given(3);
        var claimed = claim();
        ready.markSentExcept(claimed.getFirst().claim(), claimed.subList(1, 2));
        overdue();

        assertThat(ids(ready.unsent(BOUNDS))).containsExactly(claimed.get(1).taskId());
    }

    @Test
    void a_started_task_is_not_sent_again_and_its_claim_is_deleted() {
        given(2);
        claim();
        overdue();
        jdbc.sql("UPDATE lease SET worker = 'w', started_at = clock_timestamp()")
                .update();

        assertThat(ready.unsent(BOUNDS)).isEmpty();
        assertThat(count("claim")).isZero();
    }

    @Test
    void a_claim_may_be_marked_sent_after_it_was_found_overdue() {
        given(2);
        var claimed = claim();
        overdue();

        assertThat(ready.unsent(BOUNDS)).hasSize(2);
        ready.markSent(claimed.getFirst().claim());

        overdue();
        assertThat(ready.unsent(BOUNDS)).isEmpty();
        assertThat(count("lease")).isEqualTo(2);
    }

    @Test
    void a_task_suspected_of_killing_workers_runs_alone_for_increasing_times() {
        given(5);
        jdbc.sql("""
                        INSERT INTO suspect (task_id, deaths, alone)
                        SELECT t.id, d.deaths, d.alone
                        FROM (VALUES ('k1', 1, 0), ('k2', 1, 1), ('k3', 2, 0), ('k4', 60, 1)) AS d (kind, deaths, alone)
                        JOIN task t USING (kind)
                        """).update();

        var claimed = claim();

        assertThat(claimed)
                .extracting(Claimed::alone)
                .containsExactly(
                        null, null, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10L << 13));
        assertThat(claimed)
                .extracting(task -> Duration.between(task.claimedAt(), task.startBy()))
                .containsExactly(
                        BOUNDS.startWithin(),
                        BOUNDS.startWithin(),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1));
    }

    private void overdue() {
        jdbc.sql("UPDATE claim SET until = clock_timestamp() - INTERVAL '1 second'")
                .update();
    }

    private static List<UUID> ids(List<Claimed> tasks) {
        return tasks.stream().map(Claimed::taskId).toList();
    }

    private OffsetDateTime leasedUntil(UUID task) {
        return jdbc.sql("SELECT until FROM lease WHERE task_id = :task")
                .param("task", task)
                .query(OffsetDateTime.class)
                .single();
    }

    @Test
    void a_delayed_task_becomes_ready_only_when_it_is_due() {
        given(2);
        jdbc.sql("""
                        INSERT INTO delayed (task_id, run_at, attempt, failures)
                        SELECT task_id, clock_timestamp() + INTERVAL '1 hour' * row_number() OVER (), 0, 0 FROM ready
                        """).update();
        jdbc.sql("DELETE FROM ready").update();

        assertThat(ready.makeDue(10)).isZero();
        jdbc.sql("UPDATE delayed SET run_at = run_at - INTERVAL '90 minutes'").update();
        assertThat(ready.makeDue(10)).isEqualTo(1);

        assertThat(count("ready")).isEqualTo(1);
        assertThat(count("delayed")).isEqualTo(1);
    }

    private List<Claimed> claim() {
        return ready.claim(QueuePosition.FRONT, Math.min(BOUNDS.batch(), ready.freeCapacity(BOUNDS)), BOUNDS);
    }

    private void given(int tasks) {
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts)"
                        + " VALUES (gen_random_uuid(), 'ada', 'test', 5, 3)")
                .update();
        jdbc.sql("""
                        WITH added AS (
                            INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)
                            SELECT gen_random_uuid(), job.id, 'k' || n, '{}', true, false, false
                            FROM job, generate_series(0, :last) n
                            RETURNING id, kind
                        )
                        INSERT INTO ready (start, task_id, attempt, failures)
                        SELECT 0, id, 0, 0 FROM added ORDER BY substr(kind, 2)::integer
                        """).param("last", tasks - 1).update();
    }

    private static List<String> kinds(List<Claimed> tasks) {
        return tasks.stream().map(Claimed::kind).toList();
    }

    private long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}
