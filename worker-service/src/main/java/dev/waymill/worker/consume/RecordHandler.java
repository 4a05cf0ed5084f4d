package dev.waymill.worker.consume;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What is done with the records of a topic; called on the threads of a pool.
public interface RecordHandler {
    /// The topic whose records it wants.
    String topic();

    /// Returns when the record's effect is durable. Throwing leaves the record unfinished: its offset is not
    /// committed, and it comes again after the next restart or rebalance. An interrupt asks to give up and to
    /// return soon.
    void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException;
}
