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
    private @Nullable SerialQueue lane;
    private volatile boolean begun;
    private boolean finished;
    private Duration slowNamed = Duration.ZERO;
    /// The work below it in the returns.
    @Nullable
    RecordTask below;

    /// Its place in the returns, counted from the bottom.
    int height;

    RecordTask(Assignment assignment, ConsumerRecord<String, byte[]> record, long sinceNanos, Job job) {
        super(record.offset());
        this.assignment = assignment;
        this.record = record;
        this.sinceNanos = sinceNanos;
        this.job = job;
    }

    /// Lines up for its first turn.
    ///
    /// @param itsLane the records it has to wait for, or null
    void enqueue(Executor crew, @Nullable SerialQueue itsLane) {
        lane = itsLane;
        if (itsLane == null) {
            crew.execute(this);
        } else {
            itsLane.add(this);
        }
    }

    /// Lines up again after it came back unfinished. In its lane it is still the first.
    void requeue(Executor crew) {
        crew.execute(lane == null ? this : lane);
    }

    @Nullable
    SerialQueue lane() {
        return lane;
    }

    /// Bytes of key and value as they came.
    int bytes() {
        return bytes(record);
    }

    static int bytes(ConsumerRecord<?, ?> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    /// Runs it directly, if it is in no serial queue.
    @Override
    public void run() {
        if (isDoneElsewhere()) {
            begin(this);
        } else {
            attempt();
            complete();
        }
    }

    /// Whether the handler is asynchronous.
    boolean isDoneElsewhere() {
        return job.relay() != null;
    }

    @Override
    public void over(boolean isOver) {
        complete();
    }

    /// Begins to handle the record, unless its partition was given away meanwhile.
    void begin(AsyncPool.After after) {
        begun = true;
        if (assignment.isRevoked()) {
            end(after, true);
            return;
        }
        try {
            var unused = ((AsyncRecordHandler) job.handler())
                    .begin(record)
                    .whenComplete((_, failure) -> end(after, failure));
        } catch (Exception | Error e) {
            end(after, e);
        }
    }

    /// Sending to the dead letters may block, so it must not run on the thread that ended the stage.
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

    private void end(AsyncPool.After after, boolean isOver) {
        after.over(isOver);
        Objects.requireNonNull(job.relay()).over();
    }

    /// Handles the record, unless its partition was given away meanwhile.
    ///
    /// @return false when it is to be tried again
    boolean attempt() {
        begun = true;
        if (assignment.isRevoked()) {
            return true;
        }
        finished = handle();
        return finished;
    }

    void complete() {
        job.returns().push(this);
    }

    /// Whether it is being handled. Revocation first sets its flag and then asks this; a worker first sets this
    /// flag and then checks for revocation. So one of the two sees the other.
    boolean isRunning() {
        return begun;
    }

    /// It has completed, and the poll thread has settled it.
    void endAttempt() {
        begun = false;
    }

    /// Whether it has finished. Valid after it completed.
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
            // An interrupt for this record's handler must not reach the next one.
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

    /// Logs that it takes long, each time its age has doubled.
    void nameIfSlow(Duration age, Duration slow) {
        var named = slowNamed.isZero() ? slow : slowNamed.multipliedBy(2);
        if (age.compareTo(named) >= 0) {
            slowNamed = age;
            log.warn("record={} key={} has been running for {}; other records continue", name(), record.key(), age);
        }
    }

    /// Topic, partition and offset, as logs name a record.
    String name() {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    /// What all work of one consumer has in common.
    ///
    /// @param relay begins the work of a handler that does it elsewhere; null for one that does it itself
    record Job(
            RecordHandler handler,
            CompletionQueue returns,
            @Nullable AsyncPool relay) {}
}
