package dev.waymill.worker.consume;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Handles the records of a topic. Called on many threads at once.
public interface RecordHandler {
    /// The topic whose records it handles.
    String topic();

    /// Returns when the record's effect is durable; its offset is committed some time later. If it throws, the
    /// record goes to [#deadLetter]; but if it throws InterruptedException because it is asked to stop, the
    /// record stays unfinished and runs again later.
    void handle(ConsumerRecord<String, byte[]> record) throws Exception;

    /// Stores a record that [#handle] could not process, usually in the dead letters, and returns when it is
    /// durable. The offset then moves on. If this throws as well, the record stays unfinished and [#handle]
    /// gets it again later.
    void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) throws Exception;
}
