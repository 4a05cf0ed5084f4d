package dev.waymill.worker.consume;

import dev.waymill.worker.consume.offset.PendingOffset;
import dev.waymill.worker.consume.pool.AsyncPool;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One record in flight. The poll thread creates it; a worker runs it and adds it to the completion queue,
/// which the poll thread reads.
final class RecordTask extends PendingOffset implements Runnable, AsyncPool.After {
    private static final Logger log = LoggerFactory.getLogger(RecordTask.class);

    final Assignment assignment;
    final ConsumerRecord<String, byte[]> record;
    final long sinceNanos;
    private final Job job;
    private @Nullable SerialQueue serialQueue;
    private volatile boolean running;
    private boolean finished;
    private Duration slowNamed = Duration.ZERO;
    /// The next record below it in the completion queue.
    @Nullable
    RecordTask below;

    /// Its height in the completion queue, counted from the bottom, from 1.
    int height;

    RecordTask(Assignment assignment, ConsumerRecord<String, byte[]> record, long sinceNanos, Job job) {
        super(record.offset());
        this.assignment = assignment;
        this.record = record;
        this.sinceNanos = sinceNanos;
        this.job = job;
    }

    /// Queues the record for its first attempt.
    ///
    /// @param queue the serial queue that it belongs to, or null
    void enqueue(Executor pool, @Nullable SerialQueue queue) {
        serialQueue = queue;
        if (queue == null) {
            pool.execute(this);
        } else {
            queue.add(this);
        }
    }

    /// Queues the record again after it completed unfinished. In its serial queue it is still the first.
    void requeue(Executor pool) {
        pool.execute(serialQueue == null ? this : serialQueue);
    }

    @Nullable
    SerialQueue serialQueue() {
        return serialQueue;
    }

    /// Bytes of key and value as received.
    int bytes() {
        return bytes(record);
    }

    static int bytes(ConsumerRecord<?, ?> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    /// Runs the record directly, if it is in no serial queue.
    @Override
    public void run() {
        if (isAsync()) {
            start(this);
        } else {
            attempt();
            complete();
        }
    }

    /// Whether the handler is asynchronous.
    boolean isAsync() {
        return job.asyncPool() != null;
    }

    @Override
    public void completed(boolean isFinished) {
        complete();
    }

    /// Starts an asynchronous handler, unless the partition has been revoked meanwhile.
    void start(AsyncPool.After after) {
        running = true;
        if (assignment.isRevoked()) {
            end(after, true);
            return;
        }
        try {
            var unused = ((AsyncRecordHandler) job.handler())
                    .start(record)
                    .whenComplete((_, failure) -> end(after, failure));
        } catch (Exception | Error e) {
            end(after, e);
        }
    }

    /// Sending to the dead letters may block, so it must not run on the thread that completed the stage.
    private void end(AsyncPool.After after, @Nullable Throwable failure) {
        if (failure == null) {
            finished = true;
            end(after, true);
        } else if (failure instanceof CancellationException) {
            end(after, false);
        } else {
            var cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            Thread.startVirtualThread(() -> {
                finished = deadLetter(cause);
                end(after, finished);
            });
        }
    }

    private void end(AsyncPool.After after, boolean isFinished) {
        after.completed(isFinished);
        Objects.requireNonNull(job.asyncPool()).taskEnded();
    }

    /// Runs the handler, unless the partition has been revoked meanwhile.
    ///
    /// @return false if the record must be retried
    boolean attempt() {
        running = true;
        if (assignment.isRevoked()) {
            return true;
        }
        finished = handle();
        return finished;
    }

    void complete() {
        job.completions().push(this);
    }

    /// Whether the handler runs. Revocation sets its flag and then calls this; a worker thread sets this flag
    /// and then checks for revocation. So one of the two sees the other.
    boolean isRunning() {
        return running;
    }

    /// Called on the poll thread when it settles the completed record.
    void endAttempt() {
        running = false;
    }

    /// Whether the record is finished. Valid after it completed.
    boolean isFinished() {
        return finished;
    }

    private boolean handle() {
        try {
            job.handler().handle(record);
            return true;
        } catch (InterruptedException e) {
            return false;
        } catch (Exception | Error e) {
            return deadLetter(e);
        } finally {
            // An interrupt for this record's handler must not reach the next record.
            var unused = Thread.interrupted();
        }
    }

    private boolean deadLetter(Throwable why) {
        log.error("record={} failed outside its handler; sending it to the dead letters", name(), why);
        try {
            job.handler().deadLetter(record, why);
            assignment.countDeadLettered();
            return true;
        } catch (InterruptedException e) {
            return false;
        } catch (Exception | Error e) {
            log.error("record={} could not be sent to the dead letters; retrying it later", name(), e);
            return false;
        }
    }

    /// Logs a slow record, each time its age has doubled.
    void nameIfSlow(Duration age, Duration slow) {
        var named = slowNamed.isZero() ? slow : slowNamed.multipliedBy(2);
        if (age.compareTo(named) >= 0) {
            slowNamed = age;
            log.warn("record={} key={} has been running for {}; other records continue", name(), record.key(), age);
        }
    }

    /// Topic, partition and offset, for logs.
    String name() {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    /// What all records of one consumer share.
    ///
    /// @param asyncPool starts the records of an asynchronous handler; null for a synchronous one
    record Job(
            RecordHandler handler,
            CompletionQueue completions,
            @Nullable AsyncPool asyncPool) {}
}
