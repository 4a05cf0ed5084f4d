package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceProcess;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCreated;
import dev.waymill.events.JobState;
import dev.waymill.events.JobTerms;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.Topics;
import dev.waymill.system.Waymill.Owner;
import dev.waymill.system.Witness.Reported;
import dev.waymill.system.Witness.Run;
import dev.waymill.system.Witness.Success;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three schedulers and three workers on one broker and one database. Two schedulers and a worker are killed
/// with `kill -9` at random moments. Another worker is suspended until its tasks run elsewhere, and then
/// resumed. Guarantee: nothing is lost and nothing counts twice (invariants 1, 2 and 6).
///
/// A task may run once per attempt, so more than once per job; exactly one success must count. The scheduler's
/// state is not trusted: it is compared with the workers' own records, with the topics, and with a log of all
/// leases.
class SwarmIT {
    private static final int BY_REST = 1_000;
    private static final int BY_TOPIC = 19_000;
    private static final int JOBS = BY_REST + BY_TOPIC;
    private static final int SLOTS = 32;
    private static final long SLOW_MILLIS = 4_000;
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final long SEED = Long.getLong("swarm.seed", System.nanoTime());

    @TempDir
    static Path directory;

    static Waymill waymill;
    static List<ServiceProcess> schedulers;
    static List<ServiceProcess> workers;
    /// The id of the first worker, which will be suspended.
    static String sleeper;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void start() throws Exception {
        System.out.println("SwarmIT: seed " + SEED + "; -Dswarm.seed repeats its choices");
        waymill = Waymill.start(directory, ServiceStack.Options.defaults().withHeap("160m"));
        sleeper = await().until(
                        () -> waymill.rows("waymill_scheduler", "SELECT id FROM worker", row -> row.getString(1)),
                        ids -> ids.size() == 1)
                .getFirst();
        var services = waymill.services;
        schedulers = List.of(
                services.scheduler(), services.another(services.scheduler()), services.another(services.scheduler()));
        workers = List.of(services.worker(), services.another(services.worker()), services.another(services.worker()));
        for (var one : schedulers) {
            one.awaitReady();
        }
        for (var one : workers) {
            one.awaitReady();
            widen(one);
        }
        Witness.keepLeaseLog(waymill);
    }

    @AfterAll
    static void stop() {
        waymill.close();
    }

    @Test
    void each_job_succeeds_once_while_schedulers_and_workers_die_or_pause() throws Exception {
        var owner = waymill.owner();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = List.of(
                    threads.submit(() -> submitByTopic(owner)),
                    threads.submit(() -> submitByRest(owner)),
                    threads.submit(SwarmIT::pause),
                    threads.submit(this::killAtRandom));
            for (Future<?> one : all) {
                one.get();
            }
        }
        awaitEnd();

        var witness = Witness.of(waymill);
        describe(witness);
        each_job_counts_one_success(witness);
        each_job_is_published_as_finished_once(witness);
        each_attempt_ran_on_one_worker_and_ended_once(witness);
        each_success_belongs_to_the_run_it_is_counted_for(witness);
        no_task_had_two_leases_at_once(witness);
        no_attempt_began_during_an_older_ones_lease(witness);
    }

    private static void each_job_counts_one_success(Witness witness) {
        var jobs = witness.successes.stream().collect(Collectors.groupingBy(Success::job, Collectors.counting()));
        assertThat(jobs).hasSize(JOBS);
        assertThat(jobs.values()).containsOnly(1L);
        assertThat(waymill.scheduler("SELECT count(*) FROM finished")).isEqualTo(Integer.toString(JOBS));
        assertThat(waymill.scheduler("SELECT count(*) FROM job WHERE state = 'succeeded'"))
                .isEqualTo(Integer.toString(JOBS));
    }

    /// A state may be published twice with the same version. Only one version may be final, and no version may
    /// follow it.
    private static void each_job_is_published_as_finished_once(Witness witness) {
        assertThat(witness.published).hasSize(JOBS);
        assertThat(witness.published).allSatisfy((_, published) -> {
            assertThat(published.ends()).hasSize(1).containsValue(JobState.SUCCEEDED);
            assertThat(published.versions())
                    .allSatisfy(version -> assertThat(published.ends().keySet())
                            .allSatisfy(last -> assertThat(version).isLessThanOrEqualTo(last)));
        });
    }

    /// Every run reports its start and its end, so two runs of one attempt would report two ends.
    private static void each_attempt_ran_on_one_worker_and_ended_once(Witness witness) {
        assertThat(witness.reported).allSatisfy((_, reported) -> {
            assertThat(reported.workers()).hasSize(1);
            assertThat(reported.ends()).hasSizeLessThanOrEqualTo(1);
        });
    }

    /// The attempt that counts has reported its own success. The worker may have died before it recorded the
    /// end, since it reports first.
    private static void each_success_belongs_to_the_run_it_is_counted_for(Witness witness) {
        assertThat(witness.successes).allSatisfy(success -> {
            var run = Optional.ofNullable(witness.runs.get(success.attempt()));
            assertThat(run.map(Run::worker)).contains(success.worker());
            assertThat(run.map(Run::began).orElseThrow()).isBeforeOrEqualTo(success.at());
            var reported = witness.reported.getOrDefault(success.attempt(), new Reported());
            assertThat(reported.successes()).hasSize(1);
        });
    }

    private static void no_task_had_two_leases_at_once(Witness witness) {
        var byTask = witness.leases.values().stream()
                .collect(Collectors.groupingBy(lease -> lease.attempt().task()));
        assertThat(byTask).hasSize(JOBS);
        assertThat(byTask).allSatisfy((_, leases) -> {
            var inOrder = leases.stream()
                    .sorted(Comparator.comparing(lease -> lease.attempt().number()))
                    .flatMap(lease -> Stream.of(lease.taken(), lease.back().orElseThrow()))
                    .toList();
            assertThat(inOrder).isSorted();
        });
    }

    /// Two runs of a task may overlap when the older one's worker is suspended or cut off. The older run must
    /// have lost its lease before.
    private static void no_attempt_began_during_an_older_ones_lease(Witness witness) {
        assertThat(witness.runsByTask())
                .allSatisfy((_, runs) -> runs.values()
                        .forEach(run -> runs.headMap(run.attempt().number())
                                .values()
                                .forEach(older -> {
                                    var lost = witness.leaseEnd(older.attempt());
                                    assertThat(run.began()).isAfterOrEqualTo(lost);
                                })));
    }

    private static void describe(Witness witness) {
        var retried = witness.runsByTask().values().stream()
                .filter(runs -> runs.size() > 1)
                .count();
        System.out.printf(
                "SwarmIT: %d successes, %d leases, %d runs, %d tasks ran more than once, %d runs began while an older one"
                        + " of the task was not over; %s attempts were taken back from silent workers%n",
                witness.successes.size(),
                witness.leases.size(),
                witness.runs.size(),
                retried,
                witness.overlapping(),
                waymill.scheduler("SELECT count(*) FROM attempt WHERE error_code = 'worker-lost'"));
    }

    /// Kills the processes one after another, each when a random share of the jobs is finished.
    private Void killAtRandom() throws Exception {
        var shares = random.doubles(3, 0.05, 0.7).sorted().toArray();
        var victims = new ArrayList<>(
                List.of(schedulers.get(random.nextInt(2)), schedulers.get(2), workers.get(1 + random.nextInt(2))));
        Collections.shuffle(victims, random);
        for (int i = 0; i < shares.length; i++) {
            awaitDone((long) (shares[i] * JOBS));
            var victim = victims.get(i);
            System.out.printf("SwarmIT: kills %s at %s on %d done%n", victim.name(), victim.url(), done());
            victim.kill();
            if (victim != schedulers.get(2)) {
                victim.restart();
            }
        }
        return null;
    }

    /// Suspends the first worker while it runs some tasks, and resumes it when one of them has begun elsewhere. Its
    /// reports about its own attempt are then late. On a slow machine all its tasks may end before the signal
    /// arrives; then it is resumed and suspended again.
    private static Void pause() throws Exception {
        boolean lost = false;
        while (!lost) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> ask("SELECT count(*) >= 3 FROM execution WHERE worker = '" + sleeper
                            + "' AND kind = 'simulation' AND state = 'running'"
                            + " AND started_at < clock_timestamp() - INTERVAL '1 second'"));
            Signal.STOP.send(workers.getFirst().handle());
            try {
                await().atMost(PATIENCE)
                        .until(() -> waymill.scheduler("SELECT count(*) FROM lease WHERE worker = '" + sleeper + "'")
                                .equals("0"));
                lost = !waymill.scheduler("SELECT count(*) FROM attempt WHERE error_code = 'worker-lost' AND worker = '"
                                + sleeper + "'")
                        .equals("0");
                if (lost) {
                    awaitRetryElsewhere();
                }
            } finally {
                Signal.CONT.send(workers.getFirst().handle());
            }
        }
        return null;
    }

    private static void awaitRetryElsewhere() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> ask("SELECT EXISTS (SELECT FROM execution old JOIN execution new USING (task_id)"
                        + " WHERE old.worker = '" + sleeper + "' AND old.state = 'running'"
                        + " AND new.attempt > old.attempt)"));
    }

    private static boolean ask(String sql) {
        return waymill.worker(sql).equals("t");
    }

    private static void awaitEnd() {
        awaitDone(JOBS);
        await().atMost(PATIENCE)
                .until(() -> waymill.scheduler(
                                "SELECT (SELECT count(*) FROM lease) + (SELECT count(*) FROM job_change)")
                        .equals("0"));
        await().atMost(PATIENCE)
                .until(() -> waymill.rows(
                                "waymill_gateway",
                                "SELECT count(*) FROM job WHERE state = 'succeeded'",
                                row -> row.getInt(1))
                        .equals(List.of(BY_REST)));
    }

    private static void awaitDone(long jobs) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> done() >= jobs);
    }

    private static long done() {
        return Long.parseLong(waymill.scheduler("SELECT count(*) FROM finished"));
    }

    /// Raises the worker's parallelism above the default: these tasks only wait.
    private static void widen(ServiceProcess worker) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(worker.managementUrl().resolve("/actuator/consume"))
                .header("X-Waymill-Secret", waymill.services.secret())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"concurrency\": " + SLOTS + "}"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static Void submitByTopic(Owner owner) {
        new Topic(waymill, Topics.JOB_CREATED)
                .send(IntStream.range(0, BY_TOPIC)
                        .mapToObj(number -> EventCodec.toRecord(job(owner, number), null))
                        .toList());
        return null;
    }

    private static JobCreated job(Owner owner, int number) {
        var what = Work.of(number);
        var task = new TaskSpec(what.type(), new RawJson(what.payload()));
        var quick = new JobTerms.Backoff(Duration.ofMillis(100), 1, Duration.ofMillis(100));
        var terms = new JobTerms(null, false, quick, null);
        return new JobCreated(
                UUID.randomUUID(),
                Instant.now(),
                UUID.randomUUID(),
                owner.name(),
                what.type(),
                5,
                20,
                task,
                null,
                terms);
    }

    private static Void submitByRest(Owner owner) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4, Thread.ofVirtual().factory())) {
            var all = IntStream.range(0, BY_REST)
                    .mapToObj(number -> threads.submit(
                            () -> owner.api().post("/jobs", Work.of(number).request())))
                    .toList();
            for (var one : all) {
                one.get();
            }
        }
        return null;
    }

    /// A mixture: most jobs do nothing; some wait briefly, some fail until a later attempt, a few wait long.
    private record Work(String type, String payload) {
        static Work of(int number) {
            return switch (number % 100) {
                case 0 -> simulation("{\"action\": \"sleep\", \"millis\": " + SLOW_MILLIS + "}");
                case 20, 40, 60, 80 -> simulation("{\"action\": \"sleep\", \"millis\": " + number % 50 + "}");
                case 50 -> simulation("{\"action\": \"fail\", \"times\": 1}");
                default -> new Work("noop", "{}");
            };
        }

        private static Work simulation(String step) {
            return new Work("simulation", "{\"steps\": [" + step + "]}");
        }

        String request() {
            return """
                    {"type": "%s", "payload": %s, "maxAttempts": 20,
                     "backoff": {"base": "PT0.1S", "factor": 1, "cap": "PT0.1S"}}
                    """.formatted(type, payload);
        }
    }
}
