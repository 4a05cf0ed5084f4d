package dev.waymill.bench;

import dev.waymill.events.EventCodec;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.SchedulerApplication;
import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import dev.waymill.scheduler.report.ReportApplier;
import dev.waymill.stack.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;
import org.springframework.transaction.support.TransactionTemplate;

/// The real scheduler service with its loops, but without Kafka: sent records go to a worker in this process,
/// which reports a start and an end for each task, in batches as a poll would return them.
final class SchedulerEngine implements Engine {
    private static final int POLL = 1_000;
    private static final int LISTENERS = 2;
    private static final int BATCH = 1_000;

    /// The workers' capacity, as in a system whose workers run a few hundred short tasks at a time.
    private static final int SLOTS = 1_000;

    private final ConfigurableApplicationContext service;
    private final Wire wire;
    private final JdbcClient jdbc;
    private final ReportApplier attempts;
    private final Loop dispatch;
    private final Loop changes;
    private final String payload;
    private final List<Thread> listeners = new ArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();

    SchedulerEngine(Database database, String payload) {
        this.payload = payload;
        this.wire = new Wire();
        this.service = new SpringApplicationBuilder(SchedulerApplication.class)
                .web(WebApplicationType.NONE)
                .initializers(
                        (GenericApplicationContext context) -> context.registerBean(KafkaTemplate.class, () -> wire))
                .run(
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password(),
                        "--spring.autoconfigure.exclude="
                                + "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn");
        this.jdbc = service.getBean(JdbcClient.class);
        this.attempts = service.getBean(ReportApplier.class);
        this.dispatch = service.getBean("dispatchLoop", Loop.class);
        this.changes = service.getBean("changeLoop", Loop.class);
        for (int i = 0; i < LISTENERS; i++) {
            listeners.add(Thread.ofPlatform().name("reports-" + i).start(this::report));
        }
    }

    @Override
    public String name() {
        return "ours";
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    @Override
    public void enqueue(int jobs) {
        enqueue("owner", jobs);
    }

    /// Adds jobs of an owner to the queue.
    void enqueue(String owner, int jobs) {
        var tasks = insert(owner, jobs);
        for (int from = 0; from < tasks.size(); from += BATCH) {
            makeReady(tasks.subList(from, Math.min(tasks.size(), from + BATCH)));
        }
        jdbc.sql("VACUUM ANALYZE job, task, ready").update();
    }

    private List<UUID> insert(String owner, int jobs) {
        return jdbc.sql("""
                        WITH jobs AS (
                            INSERT INTO job (id, owner, type, priority, max_attempts)
                            SELECT uuidv7(), :owner, 'noop', 5, 5 FROM generate_series(1, :jobs)
                            RETURNING id
                        )
                        INSERT INTO task (id, job_id, kind, payload, payload_bytes, cancellable, grace, clean_up)
                        SELECT uuidv7(), id, 'noop', :payload::json, octet_length(:payload), true, false, false FROM jobs
                        RETURNING id
                        """)
                .param("owner", owner)
                .param("jobs", jobs)
                .param("payload", payload)
                .query(UUID.class)
                .list();
    }

    private void makeReady(List<UUID> tasks) {
        service.getBean(TransactionTemplate.class)
                .executeWithoutResult(_ -> service.getBean(ReadyQueue.class)
                        .add(tasks.stream()
                                .map(task -> new QueuedTask(task, 0, 0))
                                .toList()));
    }

    /// Registers a worker, so that the scheduler dispatches.
    void start() {
        jdbc.sql("INSERT INTO worker VALUES ('bench', :slots, 'infinity')")
                .param("slots", SLOTS)
                .update();
        dispatch.wake();
    }

    void stop() {
        jdbc.sql("DELETE FROM worker").update();
    }

    @Override
    public long drain(int jobs) throws InterruptedException {
        ended.set(0);
        long begin = System.nanoTime();
        start();
        while (ended.get() < jobs) {
            Thread.sleep(1);
        }
        long took = System.nanoTime() - begin;
        stop();
        long open = jdbc.sql("SELECT count(*) FROM job WHERE finished_at IS NULL")
                .query(Long.class)
                .single();
        if (open > 0) {
            throw new IllegalStateException(open + " jobs are not finished");
        }
        return took;
    }

    /// Returns the nanoseconds from ready to done of one job, while the other queued jobs run.
    long waitOfOne(String owner) throws InterruptedException {
        var task = insert(owner, 1).getFirst();
        long begin = System.nanoTime();
        makeReady(List.of(task));
        dispatch.wake();
        var finished = jdbc.sql("SELECT EXISTS (SELECT FROM finished WHERE task_id = :task)")
                .param("task", task);
        while (!finished.query(Boolean.class).single()) {
            Thread.sleep(1);
        }
        return System.nanoTime() - begin;
    }

    /// Inserts finished jobs.
    void addPast(int jobs) {
        jdbc.sql("""
                        WITH past AS (
                            INSERT INTO job (id, owner, type, priority, max_attempts, state, finished_at, open)
                            SELECT uuidv7(INTERVAL '-1 hour'), 'past', 'noop', 5, 5, 'succeeded', clock_timestamp(), 0
                            FROM generate_series(1, :jobs)
                            RETURNING id
                        ), tasks AS (
                            INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)
                            SELECT uuidv7(INTERVAL '-1 hour'), id, 'noop', '{}', true, false, false FROM past
                            RETURNING id
                        )
                        INSERT INTO finished (task_id, state, attempt) SELECT id, 'SUCCEEDED', 1 FROM tasks
                        """).param("jobs", jobs).update();
        jdbc.sql("VACUUM ANALYZE").update();
    }

    /// Deletes all jobs.
    void empty() {
        jdbc.sql("TRUNCATE job, task, flow, ready, delayed, lease, claim, finished, attempt, suspect, job_change")
                .update();
    }

    Connection connect() throws SQLException {
        return service.getBean(DataSource.class).getConnection();
    }

    private void report() {
        var taken = new ArrayList<byte[]>();
        while (!Thread.interrupted()) {
            try {
                taken.clear();
                taken.add(wire.tasks.take());
                wire.tasks.drainTo(taken, POLL / 2 - 1);
                var reports = new ArrayList<TaskReported>(2 * taken.size());
                for (var record : taken) {
                    var task = (TaskDispatched) EventCodec.decode(record);
                    reports.add(reported(task, new Report.Started()));
                    reports.add(reported(task, new Report.Done(null, List.of())));
                }
                attempts.apply(reports);
                ended.addAndGet(taken.size());
                dispatch.wake();
                changes.wake();
            } catch (InterruptedException e) {
                return;
            } catch (UnreadableEventException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static TaskReported reported(TaskDispatched task, Report report) {
        return new TaskReported(
                UUID.randomUUID(), Instant.now(), task.jobId(), task.taskId(), task.attempt(), "bench", report);
    }

    /// Delivers records at once, without a broker. The timeouts are those of the service's producer.
    private static final class Wire extends KafkaTemplate<String, byte[]> {
        private final BlockingQueue<byte[]> tasks = new LinkedBlockingQueue<>();

        Wire() {
            super(new DefaultKafkaProducerFactory<>(Map.of("max.block.ms", 5_000, "delivery.timeout.ms", 10_000)));
        }

        @Override
        public CompletableFuture<SendResult<String, byte[]>> send(ProducerRecord<String, byte[]> record) {
            if (record.topic().equals(Topics.TASK_DISPATCHED)) {
                tasks.add(record.value());
            }
            var place = new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 0);
            return CompletableFuture.completedFuture(new SendResult<>(record, place));
        }
    }

    @Override
    public void close() {
        listeners.forEach(Thread::interrupt);
        service.close();
    }
}
