package dev.waymill.worker.consume;

import dev.waymill.worker.consume.RecordConsumer.ConsumerContext;
import dev.waymill.worker.consume.offset.PartitionStatus;
import dev.waymill.worker.consume.pool.AsyncPool;
import dev.waymill.worker.consume.pool.BoundedExecutor;
import dev.waymill.worker.consume.pool.ConcurrencyTuner;
import dev.waymill.worker.consume.pool.WorkerPool;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Consumes one topic with one poll thread per consumer and a shared worker pool, or an async pool for an
/// asynchronous handler. Thread-safe.
public final class ConsumerEngine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConsumerEngine.class);
    private static final int ODDITIES = 5;
    private static final long TUNE_NANOS = 1_000_000_000;

    private final ConsumeProperties properties;
    private final RecordHandler handler;
    private final IntFunction<Consumer<String, byte[]>> consumers;
    private final ConsumeMetrics metrics;
    private final List<Thread> pollThreads = new ArrayList<>();
    private final List<PollHealth> passes;
    private final ExecutorService threads;
    private final BoundedExecutor pool;
    private final ConcurrencyTuner tuner;
    private volatile boolean stopping;
    private long tunedNanos;
    private long tunedAt;

    /// @param consumers creates the consumer of the poll thread with that number; all in one group, without
    ///     auto-commit
    /// @param registry where the meters per partition are registered
    public ConsumerEngine(
            ConsumeProperties properties,
            RecordHandler handler,
            IntFunction<Consumer<String, byte[]>> consumers,
            MeterRegistry registry) {
        this.properties = properties;
        this.handler = handler;
        this.consumers = consumers;
        this.metrics = new ConsumeMetrics(registry);
        this.threads = properties.threads().open(handler.topic());
        this.pool = handler instanceof AsyncRecordHandler
                ? new AsyncPool(threads, properties.concurrency())
                : new WorkerPool(threads, properties.concurrency());
        this.passes = IntStream.range(0, properties.consumers())
                .mapToObj(_ -> new PollHealth())
                .toList();
        this.tuner = new ConcurrencyTuner(properties.concurrency(), properties.maxConcurrency());
    }

    public synchronized void start() {
        stopping = false;
        for (int i = 0; i < properties.consumers(); i++) {
            int number = i;
            passes.get(i).ended();
            pollThreads.add(Thread.ofPlatform()
                    .name("poll-" + handler.topic() + "-" + number)
                    .start(() -> pollUntilStopped(number)));
        }
    }

    /// Stops polling, lets running records finish, commits, and leaves the group; each step is bounded in time.
    public synchronized void stop() {
        stopping = true;
        try {
            for (var thread : pollThreads) {
                thread.join(properties.bounds().drain().multipliedBy(3));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pollThreads.clear();
    }

    public synchronized boolean isRunning() {
        return !pollThreads.isEmpty();
    }

    /// The state of the poll threads, for health checks.
    public synchronized EngineHealth health() {
        var slowest = Collections.max(passes, Comparator.comparing(PollHealth::age));
        int alive = (int) pollThreads.stream().filter(Thread::isAlive).count();
        return new EngineHealth(properties.consumers(), alive, slowest.age(), slowest.error());
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }

    /// Records that may be processed at the same time, currently.
    public int concurrency() {
        return pool.parallelism();
    }

    /// Changes the concurrency at once; running records finish.
    public void concurrency(int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("The concurrency must be 1 or more");
        }
        if (properties.tunes()) {
            throw new IllegalStateException("The engine tunes its concurrency automatically");
        }
        log.info("topic={} concurrency is now {}, was {}", handler.topic(), parallelism, pool.parallelism());
        pool.parallelism(parallelism);
    }

    /// The state of each partition, about a second old.
    public List<PartitionStatus> partitions() {
        return metrics.status();
    }

    /// Replaces a failed consumer (authorisation, fenced by another static member, an Error) by a new one.
    private void pollUntilStopped(int number) {
        while (!stopping) {
            try {
                consume(number);
            } catch (RuntimeException | Error e) {
                passes.get(number).failed(e);
                logBroken(e);
                pauseBeforeNext();
            }
        }
    }

    private void logBroken(Throwable why) {
        try {
            log.error("topic={} the consumer failed; replacing it in a second", handler.topic(), why);
        } catch (RuntimeException | Error e) {
            // If memory or classes are missing, logging fails too, but health shows the error. The thread
            // continues.
        }
    }

    private void consume(int number) {
        var consumer = consumers.apply(number);
        try {
            var records = new RecordConsumer(
                    consumer,
                    new ConsumerContext(properties, handler, metrics, pool, pool::parallelism, System::nanoTime));
            try {
                poll(records, number);
                records.drain(pool::interrupt);
            } finally {
                records.abandon();
            }
        } finally {
            consumer.close(CloseOptions.timeout(properties.bounds().drain()));
        }
    }

    /// With the new group protocol, a poll after a lost membership was seen to throw an IllegalStateException
    /// once and then to work again; the consumer is replaced only if polls keep throwing.
    private void poll(RecordConsumer records, int number) {
        int oddities = 0;
        while (!stopping) {
            try {
                records.tick();
                records.rest();
                passes.get(number).ended();
                oddities = 0;
                if (number == 0 && properties.tunes()) {
                    tune();
                }
            } catch (IllegalStateException e) {
                if (++oddities > ODDITIES) {
                    throw e;
                }
                log.warn("topic={} a poll failed, polling again: {}", handler.topic(), e.getMessage());
            }
        }
    }

    /// Tunes the concurrency once a second, on the first poll thread.
    private void tune() {
        long now = System.nanoTime();
        if (now - tunedNanos < TUNE_NANOS) {
            return;
        }
        long ended = pool.ended();
        int parallelism = tuner.next(ended - tunedAt, pool.isBusy());
        tunedNanos = now;
        tunedAt = ended;
        if (parallelism != pool.parallelism()) {
            log.debug("topic={} tries concurrency {} instead of {}", handler.topic(), parallelism, pool.parallelism());
            pool.parallelism(parallelism);
        }
    }

    private void pauseBeforeNext() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            // The interrupt is ignored: only stop() ends this thread.
        }
    }
}
