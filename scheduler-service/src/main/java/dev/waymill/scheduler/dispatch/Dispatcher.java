package dev.waymill.scheduler.dispatch;

import dev.waymill.events.EventCodec;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskDispatched.WaitedFor;
import dev.waymill.scheduler.dispatch.ReadyStore.Claimed;
import dev.waymill.scheduler.dispatch.ReadyStore.Place;
import dev.waymill.scheduler.loop.Loop;
import dev.waymill.scheduler.loop.QueueFront;
import dev.waymill.scheduler.publish.Publisher;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.util.RawValue;

/// One tick of dispatch; see the package for the protocol. Confined to its loop's thread.
@Component
class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final ReadyStore ready;
    private final Room room;
    private final Publisher publisher;
    private final DispatchProperties properties;
    private final Clock clock;
    private final QueueFront<Place> front = new QueueFront<>(Place.FRONT);

    Dispatcher(ReadyStore ready, Room room, Publisher publisher, DispatchProperties properties, Clock clock) {
        this.ready = ready;
        this.room = room;
        this.publisher = publisher;
        this.properties = properties;
        this.clock = clock;
    }

    /// The loop that others wake when they have made something ready.
    @Bean
    static Loop dispatchLoop(Dispatcher dispatcher) {
        return new Loop("dispatch", Duration.ofMillis(500), dispatcher::tick);
    }

    /// @return whether there may be more to claim at once
    boolean tick() {
        int due = ready.makeDue(properties.batch());
        var claimed = claim();
        if (!claimed.isEmpty()) {
            send(claimed);
        }
        return due == properties.batch() || claimed.size() == properties.batch();
    }

    private List<Claimed> claim() {
        int limit = Math.min(properties.batch(), room.left());
        if (limit == 0) {
            return List.of();
        }
        long beganAt = System.nanoTime();
        var from = front.begin(beganAt);
        var claimed = ready.claim(from, limit, properties);
        room.take(claimed.size());
        front.taken(from, claimed.isEmpty() ? from : claimed.getLast().place(), beganAt, System.nanoTime());
        return claimed;
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
                clock.instant(),
                task.jobId(),
                task.taskId(),
                task.attempt(),
                task.owner(),
                task.kind(),
                JsonNodeFactory.instance.rawValueNode(new RawValue(task.payload())),
                task.succeeded() == null || task.dead() == null ? null : new WaitedFor(task.succeeded(), task.dead()),
                task.revival());
    }
}
