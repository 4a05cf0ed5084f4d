package dev.waymill.gateway.stream;

import dev.waymill.gateway.admission.FairSemaphore;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.key.KeyStates;
import dev.waymill.gateway.view.JobsChanged;
import dev.waymill.runtime.loop.Loop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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

/// The open event streams of all jobs. Thread-safe. A wake-up carries no state, so a slow reader may skip
/// states but never the newest one.
@Component
class StreamHub {
    private static final int MOST_OF_A_KEY = 20;
    private static final int MOST_OF_AN_OWNER = 60;

    private final JobStore jobs;
    private final KeyStates keys;
    private final FairSemaphore placesOfOwners;
    private final FairSemaphore placesOfKeys;
    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
    private final Counter refused;
    private volatile boolean closed;

    StreamHub(JobStore jobs, KeyStates keys, StreamProperties properties, MeterRegistry meters) {
        Gauge.builder("waymill.streams.open", open, Set::size)
                .description("Open event streams")
                .register(meters);
        this.refused = Counter.builder("waymill.streams.refused")
                .description("Event streams refused because too many were open")
                .register(meters);
        this.jobs = jobs;
        this.keys = keys;
        this.placesOfOwners = new FairSemaphore(properties.maxOpen(), MOST_OF_AN_OWNER);
        this.placesOfKeys = new FairSemaphore(properties.maxOpen(), MOST_OF_A_KEY);
    }

    @Bean
    static Loop streamLoop(StreamHub hub) {
        return new Loop("streams", Duration.ofSeconds(1), hub::tick);
    }

    /// A reader's subscription to one job. Its own thread waits and reads; other threads only wake it.
    final class Subscription implements AutoCloseable {
        private final UUID job;
        private final Caller reader;
        private final FairSemaphore.Place placeOfOwner;
        private final FairSemaphore.Place placeOfKey;
        private final Semaphore wake = new Semaphore(0);
        private volatile long seen = -1;
        private volatile boolean revoked;

        private Subscription(
                UUID job, Caller reader, FairSemaphore.Place placeOfOwner, FairSemaphore.Place placeOfKey) {
            this.job = job;
            this.reader = reader;
            this.placeOfOwner = placeOfOwner;
            this.placeOfKey = placeOfKey;
        }

        /// Records that the reader has received the job up to this version.
        void saw(long version) {
            seen = version;
        }

        /// Waits for a change, at most `atMost`. Returns false once the hub is closed or the reader's key is
        /// revoked.
        boolean await(Duration atMost) throws InterruptedException {
            if (isOpen() && wake.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
            return isOpen();
        }

        private boolean isOpen() {
            return !closed && !revoked;
        }

        @Override
        public void close() {
            open.remove(this);
            placeOfKey.close();
            placeOfOwner.close();
        }
    }

    /// Opens a subscription. Empty when all streams are in use, when the reader's key or owner has used its
    /// share, or when the hub is closed.
    Optional<Subscription> subscribe(UUID job, Caller reader) {
        if (closed) {
            return Optional.empty();
        }
        var ofOwner = placesOfOwners.enter(reader.owner());
        var ofKey = ofOwner.flatMap(_ -> placesOfKeys.enter(reader.keyId()));
        if (ofKey.isEmpty()) {
            ofOwner.ifPresent(FairSemaphore.Place::close);
            refused.increment();
            return Optional.empty();
        }
        var subscription = new Subscription(job, reader, ofOwner.orElseThrow(), ofKey.get());
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

    /// Finds changes consumed by other gateways, and revoked keys, with two queries for all streams.
    boolean tick() {
        if (!open.isEmpty()) {
            var versions = jobs.versions(open.stream().map(s -> s.job).collect(Collectors.toSet()));
            open.stream().filter(s -> versions.getOrDefault(s.job, 0L) > s.seen).forEach(s -> s.wake.release());
            closeStreamsOfRevokedKeys();
        }
        return false;
    }

    /// Ends the streams of revoked keys, including keys revoked on other gateways.
    private void closeStreamsOfRevokedKeys() {
        var valid = keys.valid(open.stream().map(s -> s.reader.keyId()).collect(Collectors.toSet()));
        open.stream().filter(s -> !valid.contains(s.reader.keyId())).forEach(s -> {
            s.revoked = true;
            s.wake.release();
        });
    }

    /// Ends all streams at shutdown. Otherwise shutdown would wait for their jobs to finish; readers reconnect
    /// to a running gateway.
    @EventListener(ContextClosedEvent.class)
    void close() {
        closed = true;
        open.forEach(s -> s.wake.release());
    }
}
