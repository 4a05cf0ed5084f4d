package dev.waymill.worker.report;

import dev.waymill.events.Event;
import dev.waymill.events.EventCodec;
import dev.waymill.events.Progress;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.UnreadableEventException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Sends the reports of attempts. Thread-safe.
@Component
public class Reporter {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);

    private static final Duration RETRY = Duration.ofSeconds(1);
    /// Most progress reports that wait for the producer; further ones are dropped.
    private static final int WAITING = 256;

    private final KafkaTemplate<String, byte[]> kafka;
    private final WorkerId worker;
    private final Clock clock;
    private final Executor progressSender = dropping();
    private final AtomicBoolean away = new AtomicBoolean();

    Reporter(KafkaTemplate<String, byte[]> kafka, WorkerId worker, Clock clock) {
        this.kafka = kafka;
        this.worker = worker;
        this.clock = clock;
    }

    /// Sends progress. Never blocks and never throws: progress is dropped while the producer's buffer is full
    /// or Kafka is unavailable. The next report replaces it.
    public void sendProgress(DispatchedTask task, Progress progress) {
        try {
            progressSender.execute(() -> sendOnce(task, progress));
        } catch (RuntimeException | Error e) {
            log.debug("{} progress dropped", task, e);
        }
    }

    private void sendOnce(DispatchedTask task, Progress progress) {
        try {
            var unused =
                    kafka.send(encode(worker.toString(), task, ReportBounds.bounded(new Report.Progressed(progress))));
        } catch (RuntimeException | Error e) {
            log.debug("{} progress dropped", task, e);
        }
    }

    private static Executor dropping() {
        var executor = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("progress").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /// Reports the start and returns at once. It is retried until the broker has it or this process ends; a
    /// retry may arrive after a later report. So the start and the end of a short task are usually sent
    /// together.
    public void sendStartAsync(DispatchedTask task) throws InterruptedException {
        var record = encode(worker.toString(), task, new Report.Started());
        try {
            var unused = kafka.send(record).exceptionally(_ -> {
                Thread.startVirtualThread(() -> sendUntilStored(record));
                return null;
            });
        } catch (RuntimeException e) {
            send(record, () -> true);
        }
    }

    private void sendUntilStored(ProducerRecord<String, byte[]> record) {
        try {
            send(record, () -> true);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reports the start of an attempt on behalf of that worker. Returns when the broker has it, however long
    /// that takes.
    public void sendStartOf(String workerId, DispatchedTask task) throws InterruptedException {
        send(encode(workerId, task, new Report.Started()), () -> true);
    }

    /// Reports an end and returns when the broker has it, however long that takes, or when it is no longer
    /// wanted. A report that is too large for a record, or that cannot be serialised, becomes a failure.
    ///
    /// @param wanted checked before each retry
    /// @return what was reported
    public Report sendEnd(DispatchedTask task, Report report, BooleanSupplier wanted) throws InterruptedException {
        var bounded = bounded(task, report);
        try {
            send(bounded.record(), wanted);
            return bounded.report();
        } catch (UnsendableException e) {
            var instead = bounded.report() instanceof Report.Failed
                    ? ReportBounds.unwritable(e)
                    : ReportBounds.tooLarge(bounded.report(), bounded.record().value().length, true);
            log.warn("{} failed: its report was refused: {}", task, e.getMessage());
            send(encode(worker.toString(), task, instead), wanted);
            return instead;
        }
    }

    private record Bounded(Report report, ProducerRecord<String, byte[]> record) {}

    private Bounded bounded(DispatchedTask task, Report wanted) {
        Report report = wanted;
        try {
            report = ReportBounds.bounded(wanted);
            var record = encode(worker.toString(), task, report);
            if (record.value().length <= ReportBounds.MAX_BYTES) {
                requireReadable(report, record);
                return new Bounded(report, record);
            }
            report = ReportBounds.tooLarge(report, record.value().length, resultFits(task, report));
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            log.warn("{} failed: its outcome cannot be reported", task, e);
            report = ReportBounds.unwritable(e);
        }
        return new Bounded(report, encode(worker.toString(), task, report));
    }

    private boolean resultFits(DispatchedTask task, Report report) {
        return report instanceof Report.Done(var result, var unused, var unusedToo)
                && encode(worker.toString(), task, new Report.Done(result, List.of()))
                                .value()
                                .length
                        <= ReportBounds.MAX_BYTES;
    }

    /// Checks that the scheduler can read the report. Only a handler's own values can make it unreadable:
    /// nested too deeply, or incomplete.
    private static void requireReadable(Report report, ProducerRecord<String, byte[]> record)
            throws UnreadableEventException {
        if (report instanceof Report.Done(var result, var next, var fanIn)
                && (result != null || !next.isEmpty() || fanIn != null)) {
            var unused = EventCodec.decode(record.value());
        }
    }

    private ProducerRecord<String, byte[]> encode(String workerId, DispatchedTask task, Report report) {
        var event = task.event();
        var reported = new TaskReported(
                UUID.randomUUID(), clock.instant(), event.jobId(), event.taskId(), event.attempt(), workerId, report);
        var record = EventCodec.toRecord(reported, task.traceparent());
        ReportBounds.replaceZeros(record.value());
        return record;
    }

    /// Sends an event and returns when the broker has it, however long that takes.
    ///
    /// @throws UnsendableException if the broker would refuse it at every attempt
    public void sendReliably(Event event, @Nullable String traceparent) throws InterruptedException {
        send(EventCodec.toRecord(event, traceparent), () -> true);
    }

    private void send(ProducerRecord<String, byte[]> record, BooleanSupplier wanted) throws InterruptedException {
        while (true) {
            try {
                var unused = kafka.send(record).get();
                if (away.compareAndSet(true, false)) {
                    log.info("Reports are sent again");
                }
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                requireSendable(e);
                if (away.compareAndSet(false, true)) {
                    log.warn("Reports cannot be sent; retrying every second: {}", why(e));
                }
                log.debug("topic={} key={} not sent, retrying in a second", record.topic(), record.key(), e);
            }
            Thread.sleep(RETRY);
            if (!wanted.getAsBoolean()) {
                log.info("topic={} key={} not sent and no longer needed", record.topic(), record.key());
                return;
            }
        }
    }

    /// Errors of the record itself are permanent. All others pass, or an operator fixes them.
    private static void requireSendable(Throwable thrown) {
        int depth = 0;
        for (var e = thrown; e != null && depth < 20; e = e.getCause(), depth++) {
            switch (e) {
                case RecordTooLargeException _,
                        RecordBatchTooLargeException _,
                        InvalidRecordException _,
                        SerializationException _ -> throw new UnsendableException(e);
                default -> {}
            }
        }
    }

    private static String why(Exception e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof RetriableException ? "the broker does not respond" : String.valueOf(cause.getMessage());
    }

    /// The broker would never accept this record.
    static final class UnsendableException extends RuntimeException {
        private UnsendableException(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }
}
