package dev.waymill.worker.consume;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A handler whose work is done asynchronously: a non-blocking remote call, a timer. No thread waits for a
/// record, so thousands can be in flight at almost no cost.
public interface AsyncRecordHandler extends RecordHandler {
    /// Starts to handle the record and returns at once. It must not block, since the thread that completes
    /// another record calls it. The stage completes when the record's effect is durable. If the stage fails, or
    /// this method throws, the record goes to [#deadLetter]; but if the stage is cancelled, the record stays
    /// unfinished and runs again later.
    CompletionStage<?> start(ConsumerRecord<String, byte[]> record) throws Exception;

    /// Starts the record and waits for its result.
    @Override
    default void handle(ConsumerRecord<String, byte[]> record) throws Exception {
        try {
            var unused = start(record).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
