package dev.waymill.scheduler.job;

import dev.waymill.events.JobCreated;
import dev.waymill.events.Topics;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.intake.Intake;
import dev.waymill.scheduler.intake.Intake.Received;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Inserts new jobs: one transaction per poll, offsets committed after it.
@Component
class JobCreatedListener {
    private final Intake intake;
    private final NewJobs jobs;
    private final TransactionTemplate transaction;
    private final Loop dispatch;
    private final Loop changes;

    JobCreatedListener(
            Intake intake, NewJobs jobs, TransactionTemplate transaction, Loop dispatchLoop, Loop changeLoop) {
        this.intake = intake;
        this.jobs = jobs;
        this.transaction = transaction;
        this.dispatch = dispatchLoop;
        this.changes = changeLoop;
    }

    @KafkaListener(topics = Topics.JOB_CREATED)
    void on(List<ConsumerRecord<String, byte[]>> batch) {
        intake.take(batch, JobCreated.class, this::add);
        dispatch.wake();
        changes.wake();
    }

    private void add(List<Received<JobCreated>> created) {
        transaction.executeWithoutResult(_ -> jobs.add(created));
    }
}
