package dev.waymill.gateway.stream;

import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.view.JobsChanged;
import dev.waymill.runtime.loop.Loop;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Who waits for which job. Thread-safe; a wake is a flag, so that a slow reader misses states and never the newest.
@Component
class StreamHub {
    private final JobStore jobs;
    private final Semaphore places;
    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    StreamHub(JobStore jobs, StreamProperties properties) {
        this.jobs = jobs;
        this.places = new Semaphore(properties.maxOpen());
    }

    @Bean
    static Loop streamLoop(StreamHub hub) {
        return new Loop("streams", Duration.ofSeconds(1), hub::tick);
    }

    /// One reader's interest in one job. Its thread waits and reads; other threads only wake it.
    final class Subscription implements AutoCloseable {
        private final UUID job;
        private final Semaphore wake = new Semaphore(0);
        private volatile long seen = -1;

        private Subscription(UUID job) {
            this.job = job;
        }

        /// The reader has the job up to that version.
        void saw(long version) {
            seen = version;
        }

        /// Waits for news, at most that long; false once the hub is closed.
        boolean await(Duration atMost) throws InterruptedException {
            if (!closed && wake.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
            return !closed;
        }

        @Override
        public void close() {
            if (open.remove(this)) {
                places.release();
            }
        }
    }

    /// A place, unless all are taken.
    Optional<Subscription> subscribe(UUID job) {
        if (closed || !places.tryAcquire()) {
            return Optional.empty();
        }
        var subscription = new Subscription(job);
        open.add(subscription);
        return Optional.of(subscription);
    }

    @EventListener
    void wake(JobsChanged changed) {
        if (!open.isEmpty()) {
            var jobs = Set.copyOf(changed.jobs());
            open.stream().filter(s -> jobs.contains(s.job)).forEach(s -> s.wake.release());
        }
    }

    /// One query for all streams, however many there are.
    boolean tick() {
        if (!open.isEmpty()) {
            var versions = jobs.versions(open.stream().map(s -> s.job).collect(Collectors.toSet()));
            open.stream().filter(s -> versions.getOrDefault(s.job, 0L) > s.seen).forEach(s -> s.wake.release());
        }
        return false;
    }

    /// A stream would hold up the shutdown until its job ends; readers connect again, to whoever is there then.
    @EventListener(ContextClosedEvent.class)
    void close() {
        closed = true;
        open.forEach(s -> s.wake.release());
    }
}
