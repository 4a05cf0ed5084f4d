package dev.waymill.scheduler.job;

import dev.waymill.events.JobCreated;
import dev.waymill.events.Topics;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.inbox.BatchProcessor;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Inserts new jobs: one transaction per poll, offsets committed after it.
@Component
class JobCreatedListener {
    private final BatchProcessor inbox;
    private final JobInserter jobs;
    private final TransactionTemplate transaction;
    private final Loop dispatch;
    private final Loop changes;

    JobCreatedListener(
            BatchProcessor inbox,
            JobInserter jobs,
            TransactionTemplate transaction,
            Loop dispatchLoop,
            Loop changeLoop) {
        this.inbox = inbox;
        this.jobs = jobs;
        this.transaction = transaction;
        this.dispatch = dispatchLoop;
        this.changes = changeLoop;
    }

    @KafkaListener(topics = Topics.JOB_CREATED)
    void on(List<ConsumerRecord<String, byte[]>> batch) {
        inbox.take(batch, JobCreated.class, this::add);
        dispatch.wake();
        changes.wake();
    }

    private void add(List<Received<JobCreated>> created) {
        transaction.executeWithoutResult(_ -> jobs.add(created));
    }
}
