package dev.waymill.worker.consume;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A handler whose work is done asynchronously: a non-blocking remote call, a timer. No thread waits for a
/// record, so thousands can be in flight at almost no cost.
public interface AsyncRecordHandler extends RecordHandler {
    /// Begins to handle the record and returns at once: it is called by whoever ends another record, and must
    /// never wait. The stage ends when the record's effect is durable. However it fails, or whatever this
    /// throws, hands the record to [#deadLetter], but for a cancelled stage: then the record stays unfinished and
    /// runs again later.
    CompletionStage<?> begin(ConsumerRecord<String, byte[]> record) throws Exception;

    /// Does the same and waits for the result.
    @Override
    default void handle(ConsumerRecord<String, byte[]> record) throws Exception {
        try {
            var unused = begin(record).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
