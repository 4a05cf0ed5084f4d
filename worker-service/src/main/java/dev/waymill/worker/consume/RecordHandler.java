package dev.waymill.worker.consume;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Handles the records of a topic. Called on many threads at once.
public interface RecordHandler {
    /// The topic whose records it wants.
    String topic();

    /// Returns when the record's effect is durable; its offset is committed some time after. Whatever it throws
    /// hands the record to [#deadLetter], but for the InterruptedException it throws when it is asked to stop:
    /// then the record stays unfinished and runs again later.
    void handle(ConsumerRecord<String, byte[]> record) throws Exception;

    /// Puts a record aside that [#handle] could not deal with, and returns when it is durably there: to the
    /// dead letters, as a rule. The offset moves on then. When this throws as well, the record stays unfinished
    /// and [#handle] gets it again after a while.
    void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) throws Exception;
}
