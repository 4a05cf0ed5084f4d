package dev.waymill.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.system.Waymill;
import dev.waymill.system.Waymill.Owner;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Jobs that clients submit all the time while something fails: one job each 200 ms, each by a client of its own, so
/// that one that waits for a response delays no other. A job has one attempt, so that it fails if its attempt is lost.
final class Load implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String JOB = "{\"type\": \"noop\", \"maxAttempts\": 1}";

    private final Waymill waymill;
    private final Owner owner;
    private final Map<String, Long> accepted = new ConcurrentHashMap<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    private Load(Waymill waymill) throws IOException {
        this.waymill = waymill;
        this.owner = waymill.owner();
    }

    /// Starts, and returns when jobs are accepted and run.
    static Load start(Waymill waymill) throws IOException {
        var load = new Load(waymill);
        load.clients.submit(load::submitUntilStopped);
        await().until(() -> load.accepted.size() >= 10 && !load.succeeded().isEmpty());
        return load;
    }

    private void submitUntilStopped() {
        try {
            while (!stopped) {
                clients.submit(this::submit);
                Thread.sleep(BETWEEN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A client whose request fails has no promise, so nothing is expected of its job.
    private void submit() {
        var job = owner.api().post("/jobs", JOB).path("id").asString();
        accepted.put(job, System.nanoTime());
    }

    int accepted() {
        return accepted.size();
    }

    /// Waits until this many more jobs are accepted.
    void awaitAccepted(int more) {
        int before = accepted();
        await().atMost(PATIENCE).until(() -> accepted() >= before + more);
    }

    /// Waits until a job that was accepted later than now has succeeded.
    void awaitProgress() {
        var before = Set.copyOf(accepted.keySet());
        await().atMost(PATIENCE).ignoreExceptions().until(() -> !before.containsAll(acceptedAndSucceeded()));
    }

    private Set<String> acceptedAndSucceeded() {
        var both = new HashSet<>(succeeded());
        both.retainAll(accepted.keySet());
        return both;
    }

    private Set<String> succeeded() {
        return Set.copyOf(waymill.rows(
                "waymill_gateway",
                "SELECT id FROM job WHERE state = 'succeeded' AND owner = '" + owner.name() + "'",
                row -> row.getString(1)));
    }

    /// Stops, waits until every accepted job has succeeded, and prints what the fault has cost.
    Cost stop(String fault) {
        stopped = true;
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(succeeded()).containsAll(accepted.keySet()));
        var cost = new Cost(accepted(), longestWithoutAcceptance(), longestWithoutStart());
        System.out.printf(
                "cluster: %s: %d jobs accepted, 0 lost, longest without a 202 %.1f s, longest dispatch gap %.1f s%n",
                fault, cost.accepted(), seconds(cost.withoutAcceptance()), seconds(cost.withoutStart()));
        return cost;
    }

    /// What a fault has cost.
    ///
    /// @param withoutAcceptance the longest time between two 202s
    /// @param withoutStart the longest time between the starts of two jobs
    record Cost(int accepted, Duration withoutAcceptance, Duration withoutStart) {}

    static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private Duration longestWithoutAcceptance() {
        var times =
                accepted.values().stream().mapToLong(Long::longValue).sorted().toArray();
        long longest = 0;
        for (int i = 1; i < times.length; i++) {
            longest = Math.max(longest, times[i] - times[i - 1]);
        }
        return Duration.ofNanos(longest);
    }

    private Duration longestWithoutStart() {
        var jobs = "{" + String.join(",", accepted.keySet()) + "}";
        return Duration.ofMillis(Long.parseLong(waymill.worker("""
                SELECT coalesce(max(extract(epoch FROM gap) * 1000), 0)::bigint
                FROM (SELECT started_at - lag(started_at) OVER (ORDER BY started_at) AS gap
                      FROM execution WHERE job_id = ANY ('%s'::uuid[])) AS starts
                """.formatted(jobs))));
    }

    @Override
    public void close() {
        stopped = true;
        clients.shutdownNow();
        owner.api().close();
    }
}
