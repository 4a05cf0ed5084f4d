package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceStack;
import dev.waymill.system.Waymill.Owner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Leases under delays and outages: no process that is alive is considered dead. Guarantee: waiting tasks, an
/// unavailable broker, scheduler or database, and crashes of other processes cost no job an attempt (invariants
/// 6 and 13). The jobs have one attempt, so none may fail.
class LeasesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BEGIN_WITHIN = Duration.ofSeconds(6);
    private static final int SLOTS = 4;

    @TempDir
    static Path directory;

    static Waymill waymill;

    @BeforeAll
    static void start() throws Exception {
        waymill = Waymill.start(
                directory,
                ServiceStack.Options.defaults()
                        .with(Map.of(
                                "WAYMILL_DISPATCH_START_WITHIN",
                                BEGIN_WITHIN.toSeconds() + "s",
                                "WAYMILL_CONSUME_CONCURRENCY",
                                Integer.toString(SLOTS),
                                "WAYMILL_SIMULATION_HALT",
                                "true")));
    }

    @AfterAll
    static void stop() {
        waymill.close();
    }

    /// Most records wait in Kafka beyond the time by which their tasks must begin.
    @Test
    void twelve_long_tasks_on_four_slots_each_run_once_despite_expiry() throws Exception {
        var owner = waymill.owner();
        var jobs = submit(owner, 3 * SLOTS, BEGIN_WITHIN.plusSeconds(2), 1);

        assertThatAllSucceededAtOnce(owner, jobs);
    }

    @Test
    void a_broker_outage_of_twenty_seconds_costs_no_attempt() throws Exception {
        var owner = waymill.owner();
        var jobs = submitAndAwaitRunning(owner, Duration.ofSeconds(22));

        waymill.services.stack().kafka().kill();
        Thread.sleep(Duration.ofSeconds(20));
        waymill.services.stack().kafka().restart();

        assertThatAllSucceededAtOnce(owner, jobs);
    }

    @Test
    void a_scheduler_paused_for_fifteen_seconds_costs_no_attempt() throws Exception {
        var owner = waymill.owner();
        var jobs = submitAndAwaitRunning(owner, Duration.ofSeconds(18));

        pause(List.of(waymill.services.scheduler().handle()), Duration.ofSeconds(15));

        assertThatAllSucceededAtOnce(owner, jobs);
    }

    @Test
    void a_database_paused_for_fifteen_seconds_costs_no_attempt() throws Exception {
        var owner = waymill.owner();
        var jobs = submitAndAwaitRunning(owner, Duration.ofSeconds(18));

        pause(waymill.services.stack().postgres().processes(), Duration.ofSeconds(15));

        assertThatAllSucceededAtOnce(owner, jobs);
    }

    /// A worker that is suspended beyond its lease must be considered dead. Its task runs again, and its late
    /// reports about the old attempt change nothing.
    @Test
    void a_worker_paused_beyond_its_lease_loses_its_attempt_only() throws Exception {
        var owner = waymill.owner();
        var jobs = submit(owner, SLOTS, Duration.ofSeconds(4), 3);
        jobs.forEach(job -> waymill.awaitRunning(job, "simulation"));

        Signal.STOP.send(waymill.services.worker().handle());
        try {
            await().atMost(PATIENCE).until(() -> lost(jobs) == SLOTS);
        } finally {
            Signal.CONT.send(waymill.services.worker().handle());
        }

        for (var job : jobs) {
            assertThat(awaitEnd(owner, job).path("state").asString()).isEqualTo("succeeded");
            assertThat(successes(job)).isEqualTo(1);
        }
    }

    @Test
    void a_task_that_keeps_killing_its_worker_becomes_a_dead_letter_alone() throws Exception {
        var owner = waymill.owner();
        var supervisor = Thread.ofVirtual().start(LeasesIT::keepWorkerAlive);
        try {
            var killer = owner.api()
                    .post("/jobs", "{\"type\": \"simulation\", \"payload\": {\"steps\": [{\"action\": \"halt\"}]}}")
                    .path("id")
                    .asString();
            var innocent = submit(owner, 20, Duration.ofMillis(500), 1);

            for (var job : innocent) {
                assertThat(awaitEnd(owner, job).path("state").asString())
                        .as(job)
                        .isEqualTo("succeeded");
            }
            assertThat(awaitEnd(owner, killer).path("state").asString()).isEqualTo("failed");
            var letter = waymill.deadLetter(owner, killer);
            assertThat(letter.path("reason").asString()).isEqualTo("worker-lost");
        } finally {
            supervisor.interrupt();
            supervisor.join();
            waymill.services.worker().awaitReady();
        }
    }

    /// Restarts the worker, as a service manager does in production.
    private static void keepWorkerAlive() {
        try {
            while (true) {
                if (!waymill.services.worker().isAlive()) {
                    waymill.services.worker().restart();
                }
                Thread.sleep(200);
            }
        } catch (InterruptedException e) {
            // The test is over.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> submitAndAwaitRunning(Owner owner, Duration each) {
        var jobs = submit(owner, SLOTS, each, 1);
        jobs.forEach(job -> waymill.awaitRunning(job, "simulation"));
        return jobs;
    }

    private static List<String> submit(Owner owner, int jobs, Duration each, int attempts) {
        var request = """
                {"type": "simulation", "payload": {"steps": [{"action": "sleep", "millis": %d}]}, "maxAttempts": %d,
                 "backoff": {"base": "PT0.1S", "factor": 1, "cap": "PT0.1S"}}
                """.formatted(each.toMillis(), attempts);
        return IntStream.range(0, jobs)
                .mapToObj(_ -> owner.api().post("/jobs", request).path("id").asString())
                .toList();
    }

    /// Each job ran once, and no attempt was lost.
    private static void assertThatAllSucceededAtOnce(Owner owner, List<String> jobs) throws Exception {
        var states = new ArrayList<String>();
        for (var job : jobs) {
            states.add(awaitEnd(owner, job).path("state").asString());
        }
        assertThat(states).containsOnly("succeeded");
        assertThat(lost(jobs)).isZero();
        assertThat(jobs).allSatisfy(job -> {
            assertThat(successes(job)).isEqualTo(1);
            assertThat(waymill.worker("SELECT count(*) FROM execution WHERE job_id = '" + job + "'"))
                    .isEqualTo("1");
        });
    }

    private static long lost(List<String> jobs) {
        return Long.parseLong(waymill.scheduler("SELECT count(*) FROM attempt JOIN task ON task.id = task_id"
                + " WHERE error_code = 'worker-lost' AND job_id IN ('" + String.join("', '", jobs) + "')"));
    }

    private static int successes(String job) {
        return Integer.parseInt(waymill.scheduler("SELECT count(*) FROM finished JOIN task ON task.id = task_id"
                + " WHERE state = 'SUCCEEDED' AND job_id = '" + job + "'"));
    }

    private static void pause(List<ProcessHandle> processes, Duration time) throws Exception {
        Signal.STOP.send(processes);
        try {
            Thread.sleep(time);
        } finally {
            Signal.CONT.send(processes);
        }
    }
}
