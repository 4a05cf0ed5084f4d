package dev.waymill.gateway.outbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Ticks the relay on a thread of its own: when woken, and each second. Thread-safe.
public final class RelayLoop implements SmartLifecycle {
    private static final long POLL_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);

    private final Relay relay;
    private final BooleanSupplier topics;
    private final Semaphore wakes = new Semaphore(0);
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    /// @param topics makes the topics that are missing; false when the broker is away. Asked until it says true, so
    ///     that no record is sent before its topic is there: the broker would make one up, with partitions of its
    ///     own choice
    RelayLoop(Relay relay, BooleanSupplier topics) {
        this.relay = relay;
        this.topics = topics;
    }

    /// There is something to publish. Never blocks.
    public void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("outbox-relay").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        wake();
        var last = thread;
        try {
            if (last != null) {
                last.join(TimeUnit.SECONDS.toMillis(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        boolean failing = false;
        boolean ready = false;
        while (running) {
            try {
                ready = ready || topics.getAsBoolean();
                if (ready) {
                    pause();
                    tickAll();
                } else if (!failing) {
                    LOG.warn("Kafka is away; jobs are taken and wait in the database until it is there");
                }
                failing = !ready;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!failing) {
                    LOG.warn("The outbox cannot be read or marked; tried again each second", e);
                }
                failing = true;
            }
        }
    }

    private void pause() throws InterruptedException {
        if (wakes.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            wakes.drainPermits();
        }
    }

    private void tickAll() {
        boolean more = true;
        while (more && running) {
            more = relay.tick();
        }
    }
}
