package dev.waymill.gateway.view;

import dev.waymill.events.ImportFile;
import dev.waymill.events.RawJson;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.upstream.Answer;
import dev.waymill.gateway.upstream.SchedulerClient;
import dev.waymill.gateway.upstream.WorkerClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
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
        var trace = MDC.getCopyOfContextMap();
        threads.execute(() -> {
            MDC.setContextMap(trace == null ? Map.of() : trace);
            call.run();
        });
    }

    /// Composes the view with a status that the scheduler has just returned, to avoid another call.
    JobView compose(Job job, Answer status) {
        return compose(job, worker.execution(job.id()), status);
    }

    /// Whether the job's retention has ended, so that it may be deleted at any moment.
    private boolean isOver(Job job) {
        return job.keptUntil().filter(clock.instant()::isAfter).isPresent();
    }

    private JobView compose(Job job, Answer execution, Answer status) {
        var missing = new ArrayList<String>();
        if (status.isUnknown() && isOver(job)) {
            throw JobStore.forgotten();
        }
        var said = SchedulerStatus.of(status);
        if (said.isEmpty() && !(status instanceof Answer.Rejected)) {
            missing.add("scheduler");
        }
        if (execution instanceof Answer.Away) {
            missing.add("worker");
        }
        var fresh = said.map(s -> job.after(s.asChange())).orElse(job);
        var tasks = said.map(SchedulerStatus::tasks).orElse(null);
        return JobView.of(fresh, missing, tasks == null ? NONE : tasks, importOf(fresh, execution));
    }

    /// The import's details: those of the gateway, completed with what the worker found in the file.
    private static @Nullable JsonNode importOf(Job job, Answer execution) {
        if (!job.type().equals(ImportFile.JOB_TYPE)) {
            return null;
        }
        var file = JsonMapper.shared().readValue(job.payload().text(), ImportFile.class);
        var info = JSON.objectNode();
        info.put("format", file.format());
        info.put("fileName", file.fileName());
        info.put("sha256", file.sha256());
        info.put("bytes", file.bytes());
        info.putNull("points")
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
        if (execution instanceof Answer.Ok ok && ok.tree().path("import") instanceof ObjectNode found) {
            info.setAll(found);
        }
        info.put(
                "graceEndsAt",
                job.graceEndsAt() == null ? null : job.graceEndsAt().toString());
        return info;
    }
}
