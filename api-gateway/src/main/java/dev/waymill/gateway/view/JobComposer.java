package dev.waymill.gateway.view;

import dev.waymill.events.ImportFile;
import dev.waymill.events.RawJson;
import dev.waymill.events.rest.Executions;
import dev.waymill.events.rest.JobStatus;
import dev.waymill.events.rest.Refusal;
import dev.waymill.formats.Format;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobChange;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.job.StreamJobs;
import dev.waymill.gateway.upstream.Reply;
import dev.waymill.gateway.upstream.SchedulerClient;
import dev.waymill.gateway.upstream.WorkerClient;
import dev.waymill.runtime.tracing.ThreadContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Composes the job view from three services, calling the other two concurrently. Thread-safe.
@Component
final class JobComposer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final RawJson NONE = new RawJson("[]");

    private final SchedulerClient scheduler;
    private final WorkerClient worker;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    JobComposer(SchedulerClient scheduler, WorkerClient worker, Clock clock) {
        this.scheduler = scheduler;
        this.worker = worker;
        this.clock = clock;
    }

    JobView compose(Job job) {
        var status = CompletableFuture.supplyAsync(() -> scheduler.status(job.id()), this::runInTrace);
        return compose(job, worker.execution(job.id()), status.join());
    }

    /// Runs the call on its own thread, within the trace of this request.
    private void runInTrace(Runnable call) {
        threads.execute(ThreadContext.carry(call));
    }

    /// If the scheduler has just responded, it is not called again.
    JobView compose(Job job, Reply status) {
        return compose(job, worker.execution(job.id()), status);
    }

    /// Whether the job's retention has ended, so that it may be deleted at any moment.
    private boolean isOver(Job job) {
        return job.keptUntil().filter(clock.instant()::isAfter).isPresent();
    }

    private JobView compose(Job job, Reply execution, Reply status) {
        var missing = new ArrayList<String>();
        if (isUnknown(status) && isOver(job)) {
            throw JobStore.forgotten();
        }
        var reported = statusOf(status);
        if (reported.isEmpty() && !(status instanceof Reply.Rejected)) {
            missing.add("scheduler");
        }
        if (execution instanceof Reply.Unavailable) {
            missing.add("worker");
        }
        var fresh = reported.map(known -> job.after(JobChange.of(known)).with(known.priority()))
                .orElse(job);
        var tasks = reported.map(JobStatus::tasks).orElse(NONE);
        return JobView.of(fresh, missing, tasks, importOf(fresh, execution));
    }

    private static boolean isUnknown(Reply status) {
        return status instanceof Reply.Rejected refused && refused.refusal() == Refusal.JOB_NOT_FOUND;
    }

    /// What the scheduler knows of the job; the tasks are passed on as they are.
    static Optional<JobStatus<RawJson>> statusOf(Reply reply) {
        return reply.read(new TypeReference<>() {});
    }

    /// What the worker knows of the import, on top of what the gateway knows of it by itself.
    private static @Nullable JsonNode importOf(Job job, Reply execution) {
        if (job.type().equals(ImportFile.JOB_TYPE)) {
            return info(ofFile(job), job, execution);
        }
        return job.isStream() ? info(ofStream(job), job, execution) : null;
    }

    private static ObjectNode ofFile(Job job) {
        var file = JsonMapper.shared().readValue(job.payload().text(), ImportFile.class);
        return JSON.objectNode()
                .put("format", file.format())
                .put("fileName", file.fileName())
                .put("sha256", file.sha256())
                .put("bytes", file.bytes());
    }

    private static ObjectNode ofStream(Job job) {
        var stream = JsonMapper.shared().readValue(job.payload().text(), StreamJobs.Stream.class);
        return JSON.objectNode()
                .put("format", Format.POINTS.code())
                .put("fileName", stream.name())
                .putNull("sha256")
                .putNull("bytes");
    }

    private static ObjectNode info(ObjectNode info, Job job, Reply execution) {
        info.putNull("outcome")
                .putNull("points")
                .putNull("rejectedBy")
                .putNull("rejectedSamples")
                .putNull("span")
                .putNull("bbox");
        info.put("reverted", false);
        // The result has the values at the end of the import. The worker's values are more complete and newer, if it
        // responds.
        if (job.result() != null && JsonMapper.shared().readTree(job.result().text()) instanceof ObjectNode result) {
            info.setAll(result);
        }
        execution
                .read(new TypeReference<Executions<ObjectNode>>() {})
                .map(Executions::summary)
                .ifPresent(info::setAll);
        info.put(
                "graceEndsAt",
                job.graceEndsAt() == null ? null : job.graceEndsAt().toString());
        return info;
    }
}
