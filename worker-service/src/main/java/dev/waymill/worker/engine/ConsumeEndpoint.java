package dev.waymill.worker.engine;

import dev.waymill.worker.consume.ConsumerEngine;
import dev.waymill.worker.consume.offset.PartitionStatus;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;

/// `/actuator/consume`: the status of each partition, and the concurrency. A POST changes the concurrency at
/// once, until the next restart.
@Component
@Endpoint(id = "consume")
class ConsumeEndpoint {
    private final ConsumerEngine engine;

    ConsumeEndpoint(ConsumerEngine engine) {
        this.engine = engine;
    }

    @ReadOperation
    View read() {
        return new View(engine.concurrency(), engine.partitions());
    }

    @WriteOperation
    View write(int concurrency) {
        engine.concurrency(concurrency);
        return read();
    }

    record View(int concurrency, List<PartitionStatus> partitions) {}
}
