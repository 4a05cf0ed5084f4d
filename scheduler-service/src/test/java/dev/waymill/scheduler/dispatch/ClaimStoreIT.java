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
    void nothing_is_left() {
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
    void a_claim_reads_neither_the_past_nor_the_whole_backlog() {
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
    void plans_go_by_indexes() {
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
    void what_is_on_its_way_is_bounded_by_the_slots_of_living_workers() {
        jdbc.sql("UPDATE worker SET slots = 3").update();
        given(25);

        assertThat(claim()).hasSize(6);
        assertThat(claim()).isEmpty();

        jdbc.sql("UPDATE lease SET worker = 'w', started_at = clock_timestamp()")
                .update();
        assertThat(claim()).hasSize(6);
    }

    @Test
    void without_a_living_worker_nothing_is_dispatched() {
        jdbc.sql("UPDATE worker SET seen_at = seen_at - INTERVAL '2 hours'").update();
        given(5);

        assertThat(claim()).isEmpty();
    }

    @Test
    void a_claim_tells_until_when_its_tasks_may_begin_as_their_leases_do() {
        given(2);

        var claimed = claim();

        assertThat(claimed).allSatisfy(task -> {
            assertThat(Duration.between(task.claimedAt(), task.startBy())).isEqualTo(BOUNDS.startWithin());
            assertThat(leasedUntil(task.taskId())).isEqualTo(task.startBy());
        });
    }

    @Test
    void a_claim_stands_until_it_is_sent() {
        given(2);
        var claimed = claim();
        assertThat(count("claim")).isEqualTo(1);

        ready.sent(claimed.getFirst().claim());

        assertThat(count("claim")).isZero();
        assertThat(ready.unsent(BOUNDS)).isEmpty();
        assertThat(count("lease")).isEqualTo(2);
    }

    @Test
    void what_a_dead_scheduler_claimed_and_never_sent_is_sent_again_as_the_same_attempts() {
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
    void what_the_broker_has_is_not_sent_again_with_the_rest_of_its_claim() {
        given(3);
        var claimed = claim();
        ready.markSentExcept(claimed.getFirst().claim(), claimed.subList(1, 2));
        overdue();

        assertThat(ids(ready.unsent(BOUNDS))).containsExactly(claimed.get(1).taskId());
    }

    @Test
    void what_a_worker_has_begun_is_not_sent_again_and_its_claim_is_forgotten() {
        given(2);
        claim();
        overdue();
        jdbc.sql("UPDATE lease SET worker = 'w', started_at = clock_timestamp()")
                .update();

        assertThat(ready.unsent(BOUNDS)).isEmpty();
        assertThat(count("claim")).isZero();
    }

    @Test
    void who_marks_a_claim_as_sent_and_who_finds_it_overdue_do_not_undo_each_other() {
        given(2);
        var claimed = claim();
        overdue();

        assertThat(ready.unsent(BOUNDS)).hasSize(2);
        ready.sent(claimed.getFirst().claim());

        overdue();
        assertThat(ready.unsent(BOUNDS)).isEmpty();
        assertThat(count("lease")).isEqualTo(2);
    }

    @Test
    void only_a_task_whose_workers_died_more_than_once_or_while_it_ran_alone_runs_alone_and_ever_longer() {
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
    void a_delayed_task_becomes_ready_when_its_time_has_come_and_not_before() {
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
        return ready.claim(QueuePosition.FRONT, Math.min(BOUNDS.batch(), ready.room(BOUNDS)), BOUNDS);
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
