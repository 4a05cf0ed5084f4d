package dev.waymill.gateway.live;

import static dev.waymill.gateway.live.LivePointFixture.AT_ONCE;
import static dev.waymill.gateway.live.LivePointFixture.newOwner;
import static dev.waymill.gateway.live.LivePointFixture.points;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.runtime.loop.Loop;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// Batches of several owners beside each other.
@ExtendWith(OutputCaptureExtension.class)
class LivePointBatcherPoolIT {
    private final LivePointFixture live = new LivePointFixture();

    @Test
    void a_hanging_batch_delays_no_other_owner() throws Exception {
        var other = newOwner();
        var hangs = new CountDownLatch(1);
        var hanging = new AtomicBoolean(true);
        var slow = new HookedObjectStore(live.objects, _ -> {
            if (hanging.getAndSet(false)) {
                hangs.await(2, TimeUnit.MINUTES);
            }
        });
        var store = live.store(AT_ONCE);
        var pool = new LivePointBatcherPool(
                live.batcher(store, slow), live.gateway.bean("outboxLoop", Loop.class), Clock.systemUTC());
        store.insert(live.owner, points(1, "a"));
        pool.tick();
        await().until(() -> !hanging.get());

        store.insert(other, points(1, "b"));
        store.insert(live.owner, points(1, "c"));
        pool.tick();

        await().until(() -> live.files(other).size() == 1);
        assertThat(live.files(live.owner)).isEmpty();
        hangs.countDown();
        await().until(() -> live.files(live.owner).size() == 1);
        pool.tick();
        await().until(() -> live.waiting(List.of(live.owner, other)) == 0);
        assertThat(live.importedDevices(live.owner)).containsExactlyInAnyOrder("a-0", "c-0");
    }

    @Test
    void a_failing_batch_is_logged_once_and_retried_and_delays_no_other_owner(CapturedOutput log) throws Exception {
        var other = newOwner();
        var poisoned = new AtomicBoolean(true);
        var store = live.store(AT_ONCE);
        var now = new Instant[] {Instant.parse("2026-11-21T09:00:00Z")};
        var fails = new HookedObjectStore(live.objects, content -> {
            if (poisoned.get() && content.contains("poison")) {
                throw new IOException("Cannot write this one");
            }
        });
        var clock = new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        var pool = new LivePointBatcherPool(
                live.batcher(store, fails), live.gateway.bean("outboxLoop", Loop.class), clock);
        store.insert(live.owner, points(1, "poison"));
        pool.tick();
        await().until(() -> log.getOut().contains("owner=" + live.owner + " live points cannot be imported"));

        store.insert(other, points(1, "good"));
        pool.tick();
        await().until(() -> live.files(other).size() == 1);

        now[0] = now[0].plusSeconds(6);
        pool.tick();
        await().during(Duration.ofMillis(200))
                .until(() -> live.files(live.owner).isEmpty());
        poisoned.set(false);
        now[0] = now[0].plusSeconds(6);
        pool.tick();
        await().until(() -> live.files(live.owner).size() == 1);
        assertThat(log.getOut().split("owner=" + live.owner + " live points cannot be imported", -1))
                .hasSize(2);
        await().until(() -> log.getOut().contains("owner=" + live.owner + " live points are imported again"));
    }
}
