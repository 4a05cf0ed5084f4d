package dev.waymill.scheduler.dispatch;

import dev.waymill.events.EventCodec;
import dev.waymill.events.TaskDispatched;
import dev.waymill.scheduler.dispatch.ReadyStore.Claimed;
import dev.waymill.scheduler.loop.Loop;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// One tick of dispatch; see the package for the protocol. Confined to its loop's thread.
@Component
class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final ReadyStore ready;
    private final KafkaTemplate<String, byte[]> kafka;
    private final DispatchProperties properties;
    private final JsonMapper json;
    private final Clock clock;

    Dispatcher(
            ReadyStore ready,
            KafkaTemplate<String, byte[]> kafka,
            DispatchProperties properties,
            JsonMapper json,
            Clock clock) {
        this.ready = ready;
        this.kafka = kafka;
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
        var sends = new ArrayList<CompletableFuture<?>>();
        claimed.forEach(task -> sends.add(kafka.send(EventCodec.toRecord(event(task), task.traceparent()))));
        try {
            CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).join();
            ready.sent(claimed, properties.startWithin());
        } catch (CompletionException e) {
            log.warn(
                    "Of {} claimed tasks not all were sent; their leases run out in {} and they are dispatched again: {}",
                    claimed.size(),
                    properties.sendWithin(),
                    e.getMessage());
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
                json.readTree(task.payload()));
    }
}
