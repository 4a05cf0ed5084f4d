package dev.waymill.gateway.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.Answered;
import dev.waymill.gateway.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Sweeps over idempotency keys, and over thousands of jobs while others are submitted.
class HistoryKeeperIT {
    private final HistoryFixture history = new HistoryFixture();
    private final RunningGateway gateway = history.gateway;
    private final String owner = history.owner;
    private final String key = history.key;

    @Test
    void an_idempotency_key_expires_and_can_be_used_again() {
        var body = "{\"type\": \"noop\"}";
        var first = keyed(body).is(202).text("/id");
        assertThat(keyed(body).is(202).text("/id")).isEqualTo(first);

        history.age("idempotency", "created_at", "owner = '" + owner + "'", 29);
        history.sweep();
        assertThat(keyed(body).is(202).text("/id")).isEqualTo(first);

        history.age("idempotency", "created_at", "owner = '" + owner + "'", 2);
        history.sweep();
        assertThat(keyed(body).is(202).text("/id")).isNotEqualTo(first);
    }

    @Test
    void two_gateways_delete_thousands_of_jobs_during_submissions() throws Exception {
        int many = Integer.getInteger("waymill.old-jobs", 5_000);
        history.update("""
                INSERT INTO job (id, owner, type, payload, trace_id, traceparent, created_at, published_at, version, state,
                                 finished_at, updated_at)
                SELECT uuidv7(INTERVAL '-40 days'), ?::text, 'noop', '{}', '', '', now(), now(), 1, 'succeeded',
                       now() - INTERVAL '40 days', now()
                FROM generate_series(1, %d)
                """.formatted(many), owner);
        var alone = submitTimes();
        var keepers = new ArrayList<Callable<Object>>();
        for (int i = 0; i < 2; i++) {
            var keeper = history.newKeeper();
            keepers.add(Executors.callable(() -> HistoryFixture.sweep(keeper)));
        }
        var beside = new AtomicReference<String>("");
        keepers.add(Executors.callable(() -> beside.set(submitTimes())));
        var began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(3)) {
            for (var keeper : threads.invokeAll(keepers)) {
                keeper.get();
            }
        }
        System.out.printf(
                "%d jobs forgotten in %d ms; submission alone %s, beside it %s%n",
                many, (System.nanoTime() - began) / 1_000_000, alone, beside.get());

        assertThat(count("job")).isEqualTo(400);
        assertThat(count("forgotten_job")).isEqualTo(many);
    }

    private Answered keyed(String body) {
        return gateway.send(gateway.request("/api/v1/jobs", key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "the-key")
                .POST(BodyPublishers.ofString(body)));
    }

    private String submitTimes() {
        var millis = IntStream.range(0, 200)
                .mapToLong(_ -> {
                    long began = System.nanoTime();
                    gateway.post("/api/v1/jobs", key, "{\"type\": \"noop\"}").is(202);
                    return (System.nanoTime() - began) / 1_000_000;
                })
                .sorted()
                .toArray();
        return "p50=%d p99=%d ms".formatted(millis[100], millis[197]);
    }

    private long count(String table) {
        return gateway.jdbc()
                .sql("SELECT count(*) FROM " + table + " WHERE owner = ?")
                .param(owner)
                .query(Long.class)
                .single();
    }
}
