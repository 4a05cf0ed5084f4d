package dev.waymill.gateway.view;

import dev.waymill.gateway.job.JobChange;
import dev.waymill.gateway.job.JobStore;
import java.util.Collection;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Applies job changes to the read model and wakes waiting readers. Thread-safe.
@Component
final class ReadModel {
    private final JobStore jobs;
    private final ApplicationEventPublisher events;

    ReadModel(JobStore jobs, ApplicationEventPublisher events) {
        this.jobs = jobs;
        this.events = events;
    }

    void apply(Collection<JobChange> news) {
        var changed = jobs.apply(news);
        if (!changed.isEmpty()) {
            events.publishEvent(new JobsChanged(changed));
        }
    }
}
