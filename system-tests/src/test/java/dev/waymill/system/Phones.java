package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.system.Waymill.Owner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Phones, each of another owner, that send batches of points. A batch that is not acknowledged is sent again.
public final class Phones {
    private static final int POINTS = 5;
    private static final int MOST_ATTEMPTS = 600;
    private static final Duration BEFORE_NEXT_ATTEMPT = Duration.ofMillis(200);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Waymill waymill;
    private final List<Owner> owners = new ArrayList<>();

    public Phones(Waymill waymill, int count) throws IOException {
        this.waymill = waymill;
        for (int i = 0; i < count; i++) {
            owners.add(waymill.owner());
        }
    }

    List<Owner> owners() {
        return owners;
    }

    /// What happens while the phones send.
    public interface Disturbance {
        void run() throws Exception;
    }

    /// Returns when every batch of every phone is acknowledged.
    ///
    /// @param between from one batch of a phone to its next
    public void sendAll(int batches, Duration between, Disturbance during) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sending = new ArrayList<Future<Void>>();
            for (int i = 0; i < owners.size(); i++) {
                var owner = owners.get(i);
                var delay = between.multipliedBy(i).dividedBy(owners.size());
                sending.add(threads.submit((Callable<Void>) () -> {
                    Thread.sleep(delay);
                    for (int batch = 0; batch < batches; batch++) {
                        var due = Instant.now().plus(between);
                        sendUntilAcknowledged(owner, batch);
                        Thread.sleep(
                                Math.max(0, Duration.between(Instant.now(), due).toMillis()));
                    }
                    return null;
                }));
            }
            during.run();
            for (var one : sending) {
                one.get();
            }
        }
    }

    /// Sends one batch of each phone, once.
    void sendOne(int batch) {
        owners.forEach(owner -> send(owner, batch));
    }

    /// Waits until each owner has exactly the points of that many batches.
    public void awaitPoints(int batches) {
        var expected = owners.stream().map(_ -> (long) POINTS * batches).toList();
        await().untilAsserted(
                        () -> assertThat(owners).extracting(waymill::points).isEqualTo(expected));
    }

    private static void sendUntilAcknowledged(Owner owner, int batch) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                send(owner, batch);
                return;
            } catch (RuntimeException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(BEFORE_NEXT_ATTEMPT);
            }
        }
    }

    private static void send(Owner owner, int batch) {
        var points = IntStream.range(0, POINTS)
                .mapToObj(i -> "{\"time\":\"%s\",\"lat\":1,\"lon\":2,\"device\":\"phone\"}"
                        .formatted(START.plusSeconds((long) batch * POINTS + i)))
                .collect(Collectors.joining(",", "[", "]"));
        owner.api().post("/points", points);
    }
}
