package dev.waymill.events.rest;

import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.Topics;
import dev.waymill.events.rest.DeadLetter.RecordPosition;
import dev.waymill.events.rest.Executions.Execution;
import dev.waymill.events.rest.ImportPreview.Conflict;
import dev.waymill.events.rest.ImportPreview.Conflicts;
import dev.waymill.events.rest.ImportPreview.Coordinates;
import dev.waymill.events.rest.ImportPreview.Days;
import dev.waymill.events.rest.ImportPreview.SharedDay;
import dev.waymill.events.rest.ImportSummary.Contents;
import dev.waymill.events.rest.ImportSummary.ImportProblem;
import dev.waymill.events.rest.ImportSummary.ProblemFile;
import dev.waymill.events.rest.ImportSummary.RejectedSample;
import dev.waymill.events.rest.ImportSummary.Span;
import dev.waymill.events.rest.ImportSummary.UnreadFile;
import dev.waymill.events.rest.JobStatus.TaskStatus;
import dev.waymill.events.rest.JobStatus.WaitsFor;
import dev.waymill.events.rest.RemovalPreview.DevicePoints;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// One body of every kind. What may be null is, in one place at least.
final class RestSamples {
    private static final UUID JOB = UUID.fromString("01932a5e-0000-7000-8000-000000000002");
    private static final UUID TASK = UUID.fromString("01932a5e-0000-7000-8000-000000000003");
    private static final Instant AT = Instant.parse("2026-03-01T10:15:30.250Z");
    private static final RawJson JSON = new RawJson("{\"objectKey\":\"imports/x\",\"bytes\":12}");
    private static final Failure FAILURE = new Failure("truncated-file", "The file ends in line 3");

    /// @param type what a reader asks for
    record Sample(TypeReference<?> type, Object body) {
        /// A nested record has both names.
        @Override
        public String toString() {
            var own = body.getClass();
            var outer = own.getEnclosingClass();
            return outer == null ? own.getSimpleName() : outer.getSimpleName() + "." + own.getSimpleName();
        }
    }

    private RestSamples() {}

    static List<Sample> all() {
        return List.of(
                new Sample(new TypeReference<Page<JobItem>>() {}, new Page<>(List.of(item()), JOB.toString())),
                new Sample(new TypeReference<JobItem>() {}, item()),
                new Sample(new TypeReference<JobFilter>() {}, new JobFilter("failed", "import", "ada", AT, null)),
                new Sample(new TypeReference<JobStatus<List<TaskStatus>>>() {}, status()),
                new Sample(new TypeReference<RemovalPreview>() {}, removalPreview()),
                new Sample(new TypeReference<RemovalState>() {}, new RemovalState("removed", 12)),
                new Sample(new TypeReference<Failure>() {}, FAILURE),
                new Sample(new TypeReference<JobAttempt>() {}, attempt()),
                new Sample(new TypeReference<PriorityChange>() {}, new PriorityChange(9)),
                new Sample(new TypeReference<RunAtChange>() {}, new RunAtChange(AT)),
                new Sample(new TypeReference<KeptJobsRequest>() {}, new KeptJobsRequest(List.of(JOB, TASK))),
                new Sample(new TypeReference<KeptJobs>() {}, new KeptJobs(List.of(JOB))),
                new Sample(new TypeReference<SchedulerStatus>() {}, schedulerStatus()),
                new Sample(new TypeReference<DeadLetter>() {}, deadLetter()),
                new Sample(new TypeReference<DeadLetter.Item>() {}, deadLetterItem()),
                new Sample(
                        new TypeReference<DeadLetterFilter>() {},
                        new DeadLetterFilter("import", "truncated-file", "dead", AT, null)),
                new Sample(new TypeReference<DeadLetterRetryRequest>() {}, new DeadLetterRetryRequest(JSON, "ada")),
                new Sample(new TypeReference<DeadLetterDismissal>() {}, new DeadLetterDismissal("known", "ada")),
                new Sample(
                        new TypeReference<DeadLetterBulkRetry>() {},
                        new DeadLetterBulkRetry(DeadLetterFilter.ALL, true, "ada")),
                new Sample(
                        new TypeReference<DeadLetterBulkRetry.Summary>() {},
                        new DeadLetterBulkRetry.Summary(3, 1, List.of(JOB))),
                new Sample(new TypeReference<DispatchLimit>() {}, limit()),
                new Sample(
                        new TypeReference<DispatchLimit.Change>() {},
                        new DispatchLimit.Change(null, new DispatchLimit.Rate(5, Duration.ofMinutes(1)), true)),
                new Sample(new TypeReference<Executions<ImportSummary>>() {}, executions()),
                new Sample(new TypeReference<ImportSummary>() {}, summary()),
                new Sample(new TypeReference<ImportState>() {}, new ImportState("promoted")),
                new Sample(new TypeReference<ImportPreview>() {}, preview()),
                new Sample(new TypeReference<Point>() {}, point()),
                new Sample(
                        new TypeReference<RefusalBody>() {},
                        new RefusalBody(Refusal.NOT_DEAD, "The dead letter was already retried or dismissed")));
    }

    private static JobItem item() {
        return new JobItem(JOB, "ada", "import", "failed", 5, 2, FAILURE, AT, AT, null);
    }

    private static JobStatus<List<TaskStatus>> status() {
        var waiting = new TaskStatus(TASK, "import.stage", "READY", 1, AT, FAILURE, new WaitsFor("turn", 3L));
        var running = new TaskStatus(TASK, "import.promote", "RUNNING", 1, null, null, null);
        return new JobStatus<>(
                JOB,
                "ada",
                "import",
                JobState.QUEUED,
                7,
                1,
                5,
                new Progress("stage", 10, 100),
                JSON,
                FAILURE,
                AT,
                AT,
                AT,
                null,
                List.of(waiting, running));
    }

    private static JobAttempt attempt() {
        var error = new JobAttempt.Error("truncated-file", "The file ends in line 3", null);
        return new JobAttempt(TASK, "import.stage", 1, "worker-1", "failed", error, AT, null);
    }

    private static DeadLetter.Summary deadLetterSummary() {
        return new DeadLetter.Summary(
                TASK,
                JOB,
                TASK,
                "import",
                "import.stage",
                "ada",
                "attempts-exhausted",
                2,
                "0af7651916cd43dd8448eb211c80319c",
                AT,
                "retried",
                AT,
                null,
                "ada");
    }

    private static DeadLetter deadLetter() {
        var error = new TaskError("truncated-file", "The file ends in line 3", null);
        return new DeadLetter(
                deadLetterSummary(),
                new DeadLetter.Error("truncated-file", "The file ends in line 3", "a stack"),
                List.of(new DeadLetter.PastAttempt(1, "worker-1", "failed", error, AT, null)),
                JSON,
                "the stack",
                new JobDeadLetter.Source(Topics.JOB_CREATED, 3, 42, null, "{broken".getBytes(StandardCharsets.UTF_8)),
                "worker-1");
    }

    private static DeadLetter.Item deadLetterItem() {
        return new DeadLetter.Item(
                deadLetterSummary(),
                new DeadLetter.Error("truncated-file", "The file ends in line 3", null),
                new RecordPosition(Topics.JOB_CREATED, 3, 42));
    }

    private static DispatchLimit limit() {
        var rate = new DispatchLimit.Rate(5, Duration.ofMinutes(1));
        return new DispatchLimit("type", "import", 3, rate, false, 17);
    }

    private static Executions<ImportSummary> executions() {
        var failed = new Execution(TASK, "import.stage", 1, "worker-1", "failed", AT, AT, FAILURE);
        var running = new Execution(TASK, "import.stage", 2, "worker-1", "running", AT, null, null);
        return new Executions<>(JOB, List.of(failed, running), summary());
    }

    private static ImportSummary summary() {
        var problem = new ImportProblem("truncated-file", "The file ends in line 3");
        return new ImportSummary(
                "gpx",
                "ride.gpx",
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                1_234,
                "staged",
                null,
                false,
                new ImportSummary.Points(10, 2, 3, 5),
                Map.of("no-time", 2L),
                List.of(new RejectedSample(null, 3L, null, "no-time", "<trkpt>")),
                Map.of("time-repaired", 1L),
                new Contents(
                        1,
                        1,
                        2,
                        List.of(new ProblemFile("a.gpx", 3, 1, problem)),
                        Map.of("other", 2L),
                        List.of(new UnreadFile("a.log", new ImportProblem("unrecognised-format", "It is text")))),
                problem,
                new Span(AT, AT.plusSeconds(60)),
                List.of(9.5, 53.25, 10.5, 54.0));
    }

    private static ImportPreview preview() {
        var summary = summary();
        var there = new Coordinates(53.5, 10.0);
        return new ImportPreview(
                JOB,
                new ImportPreview.Points(10, 5, 3, 2),
                summary.rejectedBy(),
                summary.rejectedSamples(),
                summary.remarks(),
                null,
                null,
                summary.span(),
                summary.bbox(),
                new Days(2, 1, List.of(new SharedDay(LocalDate.of(2026, 3, 1), 4, 9))),
                new Conflicts(1, List.of(new Conflict(AT, there, new Coordinates(53.25, 10.0), JOB))),
                JsonMapper.shared().readTree("{\"type\":\"FeatureCollection\",\"features\":[]}"));
    }

    private static Point point() {
        return new Point(AT, 53.5, 10.0, 12.5f, 3.0f, null, 90.0f, 87.0f, "phone", "walking", JOB);
    }

    private static RemovalPreview removalPreview() {
        return new RemovalPreview(
                3,
                new Span(AT, AT.plusSeconds(60)),
                List.of(10.0, 53.5, 10.25, 54.0),
                List.of(new DevicePoints("phone", 2), new DevicePoints(null, 1)),
                JsonMapper.shared().readTree("{\"type\":\"FeatureCollection\",\"features\":[]}"));
    }

    private static SchedulerStatus schedulerStatus() {
        return new SchedulerStatus(
                new SchedulerStatus.SampleTime(AT, 4.25),
                List.of(
                        new SchedulerStatus.Depth("held", 2, false, null),
                        new SchedulerStatus.Depth("ready", 100_001, true, 61.5)),
                new SchedulerStatus.Workers(2, 5, 16, 12, 20, 0.75),
                new SchedulerStatus.Limits(3, 1),
                new SchedulerStatus.Changes(7, 0.5),
                new SchedulerStatus.DeadLetters(1, 0),
                new SchedulerStatus.Lag(
                        new SchedulerStatus.SampleTime(null, null),
                        List.of(new SchedulerStatus.Group("worker", null, null))));
    }
}
