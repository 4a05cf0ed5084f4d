package dev.waymill.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.dispatch.ClaimStore.Claimed;
import dev.waymill.scheduler.dispatch.ClaimStore.QueuePosition;
import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Invariant 8: no owner starves. The unit of service is a task; a flow of cost c gets 1/c of the turns while
/// others wait, too.
@SchedulerTest
class FairDispatchIT {
    @Autowired
    ClaimStore ready;

    @Autowired
    DispatchProperties bounds;

    @Autowired
    ReadyQueue queue;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    /// A flow, the unit that shares the workers.
    private record Flow(String owner, int priority, boolean retry) {
        long cost() {
            return (1000L << priority) * (retry ? 3 : 1);
        }
    }

    @AfterEach
    void empty_the_tables() {
        Tables.empty(jdbc);
    }

    @Test
    void a_new_task_does_not_wait_for_another_owners_backlog_or_retries() {
        var fresh = new Flow("ada", 5, false);
        var retries = new Flow("ada", 5, true);
        given(fresh, 100_000);
        given(retries, 50_000);
        claim(1_000);

        var bob = new Flow("bob", 5, false);
        given(bob, 1);

        assertThat(claim(3)).extracting(Claimed::owner).contains("bob");
    }

    @Test
    void an_idle_owner_earns_no_credit() {
        var ada = new Flow("ada", 5, false);
        var bob = new Flow("bob", 5, false);
        given(ada, 1_000);
        claim(500);
        given(bob, 1_000);

        var shares = shares(claim(200));

        assertThat(shares.get("ada")).isBetween(95L, 105L);
    }

    @Test
    void owners_are_served_in_proportion_to_their_weights() {
        given(new Flow("ordinary", 5, false), 2_000);
        given(new Flow("urgent", 4, false), 2_000);
        given(new Flow("retries", 5, true), 2_000);

        var shares = shares(claim(2_000));

        assertThat(shares.get("ordinary")).isBetween(570L, 630L);
        assertThat(shares.get("urgent")).isBetween(1_140L, 1_260L);
        assertThat(shares.get("retries")).isBetween(190L, 210L);
    }

    /// The fairness of start-time fair queuing (theorem 1 of the paper): while two flows are both waiting,
    /// their weighted service differs by at most one task of each, whatever other flows do.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_service_of_two_waiting_flows_never_drifts_apart(long seed) {
        var random = new Random(seed);
        var flows = new ArrayList<Flow>();
        for (int i = 0; i < 6; i++) {
            flows.add(new Flow("owner-" + i % 4, 3 + random.nextInt(4), random.nextBoolean()));
        }
        var first = flows.get(0);
        var second = new Flow("other", 3 + random.nextInt(4), random.nextBoolean());
        given(first, 3_000);
        given(second, 3_000);
        long weighed = 0;
        long least = 0;
        long most = 0;
        for (int round = 0; round < 30; round++) {
            given(flows.get(1 + random.nextInt(5)), 1 + random.nextInt(40));
            for (var claimed : claim(1 + random.nextInt(60))) {
                if (isOf(claimed, first)) {
                    weighed += first.cost();
                } else if (isOf(claimed, second)) {
                    weighed -= second.cost();
                }
                least = Math.min(least, weighed);
                most = Math.max(most, weighed);
            }
        }

        assertThat(most - least).isLessThanOrEqualTo(2 * (first.cost() + second.cost()));
    }

    private boolean isOf(Claimed claimed, Flow flow) {
        return claimed.kind().equals(flow.toString());
    }

    private static Map<String, Long> shares(List<Claimed> claimed) {
        var shares = new HashMap<String, Long>();
        claimed.forEach(task -> shares.merge(task.owner(), 1L, Long::sum));
        return shares;
    }

    private List<Claimed> claim(int tasks) {
        return ready.claim(QueuePosition.FRONT, tasks, bounds);
    }

    private void given(Flow flow, int tasks) {
        var job = UUID.randomUUID();
        jdbc.sql(
                        "INSERT INTO job (id, owner, type, priority, max_attempts) VALUES (:job, :owner, 'test', :priority, 3)")
                .param("job", job)
                .param("owner", flow.owner())
                .param("priority", flow.priority())
                .update();
        var added = jdbc.sql("""
                        INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)
                        SELECT gen_random_uuid(), :job, :kind, '{}', true, false, false FROM generate_series(1, :tasks)
                        RETURNING id
                        """)
                .param("job", job)
                .param("kind", flow.toString())
                .param("tasks", tasks)
                .query(UUID.class)
                .list();
        var entries = new ArrayList<>(added.stream()
                .map(task -> new QueuedTask(task, 1, flow.retry() ? 1 : 0))
                .toList());
        Collections.shuffle(entries, new Random(1));
        for (int from = 0; from < entries.size(); from += 1_000) {
            var batch = entries.subList(from, Math.min(entries.size(), from + 1_000));
            transaction.executeWithoutResult(_ -> queue.add(batch));
        }
    }
}
