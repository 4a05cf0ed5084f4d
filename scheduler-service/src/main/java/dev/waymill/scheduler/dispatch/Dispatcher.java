package dev.waymill.scheduler.dispatch;

import dev.waymill.events.EventCodec;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskDispatched.WaitedFor;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.dispatch.ReadyStore.Claimed;
import dev.waymill.scheduler.dispatch.ReadyStore.Place;
import dev.waymill.scheduler.loop.QueueFront;
import dev.waymill.scheduler.publish.Publisher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/// One tick of dispatch; see the package for the protocol. Confined to its loop's thread.
@Component
class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private static final long LOOK_FOR_LIMITS_EVERY = Duration.ofSeconds(1).toNanos();

    private final ReadyStore ready;
    private final LimitedClaim limited;
    private final Room room;
    private final Publisher publisher;
    private final DispatchProperties properties;
    private final QueueFront<Place> front = new QueueFront<>(Place.FRONT);
    private boolean limits;
    private long limitsSeenAt;

    Dispatcher(ReadyStore ready, LimitedClaim limited, Room room, Publisher publisher, DispatchProperties properties) {
        this.ready = ready;
        this.limited = limited;
        this.room = room;
        this.publisher = publisher;
        this.properties = properties;
    }

    /// The loop that others wake when they have made something ready.
    @Bean
    static Loop dispatchLoop(Dispatcher dispatcher) {
        return new Loop("dispatch", Duration.ofMillis(500), dispatcher::tick);
    }

    /// @return whether there may be more to claim at once
    boolean tick() {
        int due = ready.makeDue(properties.batch());
        var claim = claim();
        if (!claim.tasks().isEmpty()) {
            send(claim.tasks());
        }
        return due == properties.batch() || claim.looked() == properties.batch();
    }

    /// @param looked how many ready tasks were looked at
    /// @param last the last place that was looked at
    record Claim(List<Claimed> tasks, int looked, Place last) {
        static Claim of(List<Claimed> tasks, Place from) {
            return new Claim(
                    tasks,
                    tasks.size(),
                    tasks.isEmpty() ? from : tasks.getLast().place());
        }
    }

    private Claim claim() {
        int limit = Math.min(properties.batch(), room.left());
        if (limit == 0) {
            return new Claim(List.of(), 0, Place.FRONT);
        }
        long beganAt = System.nanoTime();
        var from = front.begin(beganAt);
        var claim = underLimits(beganAt)
                ? limited.claim(from, limit, properties)
                : Claim.of(ready.claim(from, limit, properties), from);
        room.take(claim.tasks().size());
        front.taken(from, claim.last(), beganAt, System.nanoTime());
        return claim;
    }

    /// Limits are rare: who has none does not pay for them. One that is set holds a second later.
    private boolean underLimits(long now) {
        if (limitsSeenAt == 0 || now - limitsSeenAt >= LOOK_FOR_LIMITS_EVERY) {
            limits = limited.needed();
            limitsSeenAt = now;
        }
        return limits;
    }

    private void send(List<Claimed> claimed) {
        var sent = publisher.send(claimed, task -> EventCodec.toRecord(event(task), task.traceparent()));
        var unsent = new ArrayList<>(claimed);
        unsent.removeAll(new HashSet<>(sent));
        if (!unsent.isEmpty()) {
            log.warn(
                    "{} claimed tasks were not sent; their leases run out in {} and they are dispatched again",
                    unsent.size(),
                    properties.sendWithin());
        }
        ready.sent(claimed.getFirst().claim(), unsent, properties);
    }

    /// The payload goes out as it lies in the database: it was JSON when it came in.
    private TaskDispatched event(Claimed task) {
        var identity = task.taskId() + "#" + task.attempt();
        return new TaskDispatched(
                UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.US_ASCII)),
                task.claimedAt().toInstant(),
                task.jobId(),
                task.taskId(),
                task.attempt(),
                task.owner(),
                task.kind(),
                new RawJson(task.payload()),
                task.succeeded() == null || task.dead() == null ? null : new WaitedFor(task.succeeded(), task.dead()),
                task.revival(),
                task.startBy().toInstant(),
                null,
                task.limits());
    }
}
