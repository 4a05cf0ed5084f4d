package dev.waymill.scheduler.dispatch;

import dev.waymill.events.EventCodec;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskDispatched.WaitedFor;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.dispatch.ClaimStore.Claimed;
import dev.waymill.scheduler.dispatch.ClaimStore.QueuePosition;
import dev.waymill.scheduler.publish.Publisher;
import dev.waymill.scheduler.queue.ClaimCursor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/// One tick of dispatch; see the package for the protocol. Confined to its loop's thread.
@Component
class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    /// Total bytes of payloads that are sent together.
    private static final int PART_BYTES = 4 << 20;

    private static final long LOOK_FOR_LIMITS_EVERY = Duration.ofSeconds(1).toNanos();
    private static final long LOOK_FOR_UNSENT_EVERY = Duration.ofSeconds(1).toNanos();

    private final ClaimStore ready;
    private final LimitedClaim limited;
    private final DispatchBudget budget;
    private final Publisher publisher;
    private final DispatchProperties properties;
    private final ApplicationEventPublisher events;
    private final DispatchMeters meters;
    private final DispatchTrace traces;
    private final ClaimCursor<QueuePosition> front = new ClaimCursor<>(QueuePosition.FRONT);
    private boolean limits;
    private long limitsSeenAt;
    private long unsentSeenAt = System.nanoTime();

    Dispatcher(
            ClaimStore ready,
            LimitedClaim limited,
            DispatchBudget budget,
            Publisher publisher,
            DispatchProperties properties,
            ApplicationEventPublisher events,
            DispatchMeters meters,
            DispatchTrace traces) {
        this.ready = ready;
        this.limited = limited;
        this.budget = budget;
        this.publisher = publisher;
        this.properties = properties;
        this.events = events;
        this.meters = meters;
        this.traces = traces;
        if (properties.sendWithin().compareTo(publisher.longest()) <= 0) {
            throw new IllegalStateException(
                    "waymill.dispatch.send-within is %s but must exceed the %s that a send may take"
                            .formatted(properties.sendWithin(), publisher.longest()));
        }
    }

    /// The dispatch loop. Others wake it after making tasks ready.
    @Bean
    static Loop dispatchLoop(Dispatcher dispatcher) {
        return new Loop("dispatch", Duration.ofMillis(500), dispatcher::tick);
    }

    /// @return whether there may be more to claim at once
    boolean tick() {
        sendAgain();
        int due = ready.makeDue(properties.batch());
        var claim = claim();
        if (!claim.tasks().isEmpty()) {
            send(claim.tasks());
        }
        return due == properties.batch() || claim.looked() == properties.batch();
    }

    /// @param looked how many ready tasks were checked
    /// @param last the position of the last task checked
    record Claim(List<Claimed> tasks, int looked, QueuePosition last) {
        static Claim of(List<Claimed> tasks, QueuePosition from) {
            return new Claim(
                    tasks,
                    tasks.size(),
                    tasks.isEmpty() ? from : tasks.getLast().place());
        }
    }

    private Claim claim() {
        int limit = Math.min(properties.batch(), budget.remaining());
        if (limit == 0) {
            return new Claim(List.of(), 0, QueuePosition.FRONT);
        }
        long beganAt = System.nanoTime();
        var from = front.position(beganAt);
        var claim = underLimits(beganAt)
                ? limited.claim(from, limit, properties)
                : Claim.of(ready.claim(from, limit, properties), from);
        budget.take(claim.tasks().size());
        long endedAt = System.nanoTime();
        front.taken(from, claim.last(), beganAt, endedAt);
        meters.claimed(claim.tasks(), Duration.ofNanos(endedAt - beganAt));
        return claim;
    }

    /// Limits are rare, so they cost nothing when there are none. A new limit takes effect within a second.
    private boolean underLimits(long now) {
        if (limitsSeenAt == 0 || now - limitsSeenAt >= LOOK_FOR_LIMITS_EVERY) {
            limits = limited.needed();
            limitsSeenAt = now;
        }
        return limits;
    }

    private void sendAgain() {
        long now = System.nanoTime();
        if (now - unsentSeenAt < LOOK_FOR_UNSENT_EVERY) {
            return;
        }
        unsentSeenAt = now;
        var unsent = ready.unsent(properties);
        if (!unsent.isEmpty()) {
            log.warn(
                    "{} claimed tasks were not sent within {}; sending them again",
                    unsent.size(),
                    properties.sendWithin());
            meters.sentAgain(unsent.size());
            send(unsent);
        }
    }

    private void send(List<Claimed> claimed) {
        var unsent = new LinkedHashSet<>(claimed);
        for (var part : parts(claimed)) {
            var payloads = ready.payloads(part);
            var result = publisher.send(part, task -> EventCodec.toRecord(event(task, payloads), traces.of(task)));
            result.refused().forEach(refused -> events.publishEvent(unsendable(refused.event(), refused.why())));
            result.sent().forEach(unsent::remove);
            result.refused().forEach(refused -> unsent.remove(refused.event()));
            if (unsent.containsAll(part)) {
                break;
            }
        }
        long claim = claimed.getFirst().claim();
        if (unsent.isEmpty()) {
            ready.markSent(claim);
        } else {
            meters.unsent(unsent.size());
            ready.markSentExcept(claim, List.copyOf(unsent));
        }
    }

    private static TaskUnsendable unsendable(Claimed task, String why) {
        return new TaskUnsendable(task.jobId(), task.taskId(), task.attempt(), why);
    }

    /// Splits the tasks, in order, into batches whose payloads fit into memory.
    private static List<List<Claimed>> parts(List<Claimed> claimed) {
        var parts = new ArrayList<List<Claimed>>();
        var part = new ArrayList<Claimed>();
        long bytes = 0;
        for (var task : claimed) {
            if (bytes + task.payloadBytes() > PART_BYTES && !part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(task);
            bytes += task.payloadBytes();
        }
        parts.add(part);
        return parts;
    }

    /// The payload is sent as stored: it was valid JSON when it was inserted.
    private static TaskDispatched event(Claimed task, Map<UUID, RawJson> payloads) {
        var identity = task.taskId() + "#" + task.attempt();
        return new TaskDispatched(
                UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.US_ASCII)),
                task.claimedAt().toInstant(),
                task.jobId(),
                task.taskId(),
                task.attempt(),
                task.owner(),
                task.kind(),
                Objects.requireNonNull(payloads.get(task.taskId())),
                task.succeeded() == null || task.dead() == null ? null : new WaitedFor(task.succeeded(), task.dead()),
                task.generation(),
                task.startBy().toInstant(),
                task.alone(),
                task.limits());
    }
}
