package dev.waymill.bench;

import dev.waymill.cli.api.Api;
import dev.waymill.stack.Database;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The three services and the broker, as in a real installation.
final class StackEngine implements Engine {
    private final JdbcClient scheduler;
    private final Api api;
    private final String line;
    private long expected;

    /// @param scheduler the scheduler's database, which is polled for the end
    StackEngine(Database scheduler, Api api, String payload) {
        this.scheduler = JdbcClient.create(Pools.open(scheduler, 1));
        this.api = api;
        this.line = "{\"type\":\"noop\",\"payload\":" + payload + "}\n";
    }

    @Override
    public String name() {
        return "ours";
    }

    /// Submits the jobs. Unlike with the peers, they begin at once.
    @Override
    public void enqueue(int jobs) {
        if (expected == 0) {
            expected = succeeded();
        }
        expected += jobs;
        var lines = IntStream.range(0, jobs).mapToObj(_ -> line).collect(Collectors.joining());
        int accepted = api.postLines("/jobs/bulk", lines).path("accepted").asInt();
        if (accepted != jobs) {
            throw new IllegalStateException("Accepted " + accepted + " of " + jobs);
        }
    }

    @Override
    public long drain(int jobs) throws InterruptedException {
        long begin = System.nanoTime();
        while (succeeded() < expected) {
            Thread.sleep(20);
        }
        return System.nanoTime() - begin;
    }

    private long succeeded() {
        return scheduler
                .sql("SELECT count(*) FROM job WHERE state = 'succeeded'")
                .query(Long.class)
                .single();
    }

    @Override
    public void close() {}
}
