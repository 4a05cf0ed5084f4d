package dev.waymill.scheduler.dispatch;

import dev.waymill.events.EventCodec;
import dev.waymill.events.TaskDispatched;
import dev.waymill.scheduler.dispatch.ReadyStore.Claimed;
import dev.waymill.scheduler.loop.Loop;
import dev.waymill.scheduler.publish.Publisher;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// One tick of dispatch; see the package for the protocol. Confined to its loop's thread.
@Component
class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final ReadyStore ready;
    private final Publisher publisher;
    private final DispatchProperties properties;
    private final JsonMapper json;
    private final Clock clock;

    Dispatcher(ReadyStore ready, Publisher publisher, DispatchProperties properties, JsonMapper json, Clock clock) {
        this.ready = ready;
        this.publisher = publisher;
        this.properties = properties;
        this.json = json;
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
        var claimed = ready.claim(properties);
        if (!claimed.isEmpty()) {
            send(claimed);
        }
        return due == properties.batch() || claimed.size() == properties.batch();
    }

    private void send(List<Claimed> claimed) {
        var sent = publisher.send(claimed, task -> EventCodec.toRecord(event(task), task.traceparent()));
        if (sent.size() < claimed.size()) {
            log.warn(
                    "{} claimed tasks were not sent; their leases run out in {} and they are dispatched again",
                    claimed.size() - sent.size(),
                    properties.sendWithin());
        }
        if (!sent.isEmpty()) {
            ready.sent(sent, properties.startWithin());
        }
    }

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
                json.readTree(task.payload()),
                null,
                task.revival());
    }
}
