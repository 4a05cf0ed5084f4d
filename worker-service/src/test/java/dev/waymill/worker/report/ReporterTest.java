package dev.waymill.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCancelled;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/// Runs the reporter with a broker that responds as each test needs.
@Timeout(60)
class ReporterTest {
    private static final TaskDispatched TASK = new TaskDispatched(
            UUID.randomUUID(),
            Instant.EPOCH,
            UUID.randomUUID(),
            UUID.randomUUID(),
            1,
            "ada",
            "test",
            RawJson.EMPTY_OBJECT);
    private static final DispatchedTask DISPATCHED = new DispatchedTask(TASK, null);

    /// The reports that the broker has.
    private final List<Report> kept = new CopyOnWriteArrayList<>();

    private final AtomicInteger sends = new AtomicInteger();

    @Test
    void progress_does_not_block_while_the_producer_blocks() {
        var away = new CountDownLatch(1);
        var reporter = reporter(_ -> {
            try {
                away.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return null;
        });

        for (int i = 0; i < 10_000; i++) {
            reporter.sendProgress(DISPATCHED, new Progress("stage", i, 10_000));
        }

        assertThat(sends).hasValueLessThanOrEqualTo(1);
        away.countDown();
        await().until(() -> !kept.isEmpty());
        assertThat(sends).hasValueLessThan(300);
    }

    @Test
    void unsendable_progress_is_dropped_and_the_next_one_is_sent() {
        var first = new AtomicInteger();
        var reporter = reporter(_ -> {
            return switch (first.getAndIncrement()) {
                case 0 -> throw new BufferExhaustedException("full");
                case 1 -> throw new NoClassDefFoundError("a/Compressor");
                case 2 -> throw new IllegalStateException("closed");
                default -> null;
            };
        });

        for (int i = 0; i < 4; i++) {
            reporter.sendProgress(DISPATCHED, new Progress("stage", i, 4));
        }

        await().until(() -> kept.size() == 1);
    }

    @Test
    void a_phase_is_truncated_and_made_storable() {
        var reporter = reporter(_ -> null);

        reporter.sendProgress(DISPATCHED, new Progress("\0\ud800" + "p".repeat(2_000_000), 1, 2));

        await().until(() -> kept.size() == 1);
        assertThat(kept.getFirst())
                .isInstanceOfSatisfying(
                        Report.Progressed.class,
                        report -> assertThat(report.progress().phase())
                                .startsWith("\ufffd\ufffdp")
                                .hasSize(100));
    }

    @Test
    void a_report_is_retried_through_transient_errors() throws Exception {
        var reporter = reporter(_ -> switch (sends.get()) {
            case 1 -> new TimeoutException("no answer");
            case 2 -> new TopicAuthorizationException("an operator mends that");
            default -> null;
        });

        var reported = reporter.sendEnd(DISPATCHED, new Report.Done(null, List.of()), () -> true);

        assertThat(sends).hasValue(3);
        assertThat(kept).containsExactly(reported);
        assertThat(reported).isInstanceOf(Report.Done.class);
    }

    @Test
    void an_unwanted_report_is_not_retried() throws Exception {
        var reporter = reporter(_ -> new TimeoutException("no answer"));

        reporter.sendEnd(DISPATCHED, new Report.Done(null, List.of()), () -> sends.get() < 2);

        assertThat(kept).isEmpty();
        assertThat(sends).hasValue(2);
    }

    @Test
    void a_stopping_worker_does_not_wait_for_an_unavailable_broker() throws Exception {
        var reporter = reporter(_ -> new TimeoutException("no answer"));
        var ended = new CompletableFuture<Throwable>();
        var thread = Thread.ofPlatform().start(() -> {
            try {
                reporter.sendEnd(DISPATCHED, new Report.Done(null, List.of()), () -> true);
            } catch (Throwable e) {
                ended.complete(e);
            }
        });
        await().until(() -> sends.get() > 0);

        thread.interrupt();

        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    }

    /// A broker may allow smaller records than the worker assumes.
    @Test
    void a_report_too_large_for_the_broker_becomes_a_failure() throws Exception {
        var reporter = reporter(record -> record.value().length > 5_000 ? new RecordTooLargeException("5,000") : null);
        var result = new RawJson('"' + "r".repeat(10_000) + '"');

        var reported = reporter.sendEnd(DISPATCHED, new Report.Done(result, List.of()), () -> true);

        assertCode(reported, "result-too-large");
        assertThat(kept).containsExactly(reported);
        assertThat(sends).hasValue(2);
    }

    @Test
    void a_fan_out_too_large_for_the_broker_has_its_own_code() throws Exception {
        var reporter = reporter(record -> record.value().length > 5_000 ? new RecordTooLargeException("5,000") : null);
        var next = new FollowUp(new TaskSpec("noop", RawJson.EMPTY_OBJECT), Duration.ZERO, false);

        var reported = reporter.sendEnd(
                DISPATCHED, new Report.Done(null, java.util.Collections.nCopies(200, next)), () -> true);

        assertCode(reported, "fan-out-too-large");
    }

    @Test
    void an_unsendable_report_becomes_a_failure() throws Exception {
        var reporter = reporter(
                record -> record.value().length > 5_000 ? new SerializationException("of a serializer") : null);
        var long_ = "m".repeat(1_900);
        var failed = new Report.Failed(new TaskError("c", long_, "s".repeat(7_000)), false);

        assertCode(reporter.sendEnd(DISPATCHED, failed, () -> true), "internal-error");
    }

    @Test
    void another_unsendable_event_is_not_retried() {
        var reporter = reporter(_ -> new RecordTooLargeException("1 MB"));

        assertThatThrownBy(() -> reporter.sendReliably(
                        new JobCancelled(UUID.randomUUID(), Instant.EPOCH, UUID.randomUUID()), null))
                .isInstanceOf(RuntimeException.class);
        assertThat(sends).hasValue(1);
    }

    @Test
    void extreme_delays_are_bounded() throws Exception {
        var reporter = reporter(_ -> null);
        var far = Duration.ofSeconds(Long.MAX_VALUE);

        assertThat(reporter.sendEnd(DISPATCHED, new Report.Snoozed(far), () -> true))
                .isEqualTo(new Report.Snoozed(Duration.ofDays(366)));
        assertThat(reporter.sendEnd(DISPATCHED, new Report.Snoozed(far.negated()), () -> true))
                .isEqualTo(new Report.Snoozed(Duration.ZERO));
    }

    private static void assertCode(Report report, String code) {
        assertThat(report)
                .isInstanceOfSatisfying(
                        Report.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(code));
    }

    /// @param refusal why a record is refused, thrown by the producer or returned by the broker; null if it is
    ///     accepted
    private Reporter reporter(Function<ProducerRecord<String, byte[]>, @Nullable Exception> refusal) {
        var kafka = new KafkaTemplate<String, byte[]>(new DefaultKafkaProducerFactory<>(Map.of())) {
            @Override
            public CompletableFuture<SendResult<String, byte[]>> send(ProducerRecord<String, byte[]> record) {
                sends.incrementAndGet();
                var why = refusal.apply(record);
                if (why != null) {
                    return CompletableFuture.failedFuture(new org.springframework.kafka.KafkaException("refused", why));
                }
                kept.add(report(record));
                var place = new TopicPartition(record.topic(), 0);
                return CompletableFuture.completedFuture(
                        new SendResult<>(record, new RecordMetadata(place, 0, 0, 0, 0, 0)));
            }
        };
        return new Reporter(kafka, new WorkerId(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    private static Report report(ProducerRecord<String, byte[]> record) {
        try {
            return ((TaskReported) EventCodec.decode(record.value())).report();
        } catch (dev.waymill.events.UnreadableEventException e) {
            throw new IllegalStateException(e);
        }
    }
}
