package dev.waymill.events;

import dev.waymill.events.TaskReported.FanIn;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// One event of every type, and one of every report.
final class Samples {
    private static final UUID ID = UUID.fromString("01932a5e-0000-7000-8000-000000000001");
    private static final UUID JOB = UUID.fromString("01932a5e-0000-7000-8000-000000000002");
    private static final UUID TASK = UUID.fromString("01932a5e-0000-7000-8000-000000000003");
    private static final Instant AT = Instant.parse("2026-03-01T10:15:30.250Z");
    private static final RawJson PAYLOAD = new RawJson("{\"objectKey\":\"imports/x\",\"bytes\":12}");
    private static final TaskError ERROR = new TaskError("truncated-file", "The file ends in line 3", null);

    private Samples() {}

    private static final AttemptLimits LIMITS = new AttemptLimits(Duration.ofMinutes(10), Duration.ofSeconds(30));

    static List<Event> events() {
        var stage = new TaskSpec(ImportFile.STAGE, PAYLOAD);
        var promote = new TaskSpec(ImportFile.PROMOTE, PAYLOAD, false);
        var source =
                new JobDeadLetter.Source(Topics.JOB_CREATED, 3, 42, null, "{broken".getBytes(StandardCharsets.UTF_8));
        var header = new JobDeadLetter.Header("trace", new byte[] {1, -1});
        var cut = new JobDeadLetter.Source(Topics.JOB_CREATED, 3, 43, null, new byte[] {0}, List.of(header), 700_000);
        return List.of(
                new JobCreated(ID, AT, JOB, "ada", "import", 5, 5, stage, new TaskSpec(ImportFile.DISCARD, PAYLOAD)),
                new JobCreated(ID, AT, JOB, "ada", "simulation", 9, 1, stage, null, terms()),
                new TaskDispatched(ID, AT, JOB, TASK, 1, "ada", ImportFile.STAGE, PAYLOAD),
                new TaskDispatched(
                        ID,
                        AT,
                        JOB,
                        TASK,
                        1,
                        "ada",
                        "sum",
                        PAYLOAD,
                        new TaskDispatched.WaitedFor(9, 1),
                        2,
                        AT.plusSeconds(900),
                        Duration.ofSeconds(10),
                        LIMITS),
                report(new Report.Started()),
                report(new Report.Progressed(new Progress("stage", 10, 100))),
                report(new Report.Done(PAYLOAD, List.of(new FollowUp(promote, Duration.ofMinutes(5), true)))),
                report(new Report.Done(null, List.of(), new FanIn(stage, true))),
                report(new Report.Failed(ERROR, false)),
                report(new Report.Failed(ERROR, true, Duration.ofSeconds(30))),
                report(new Report.Failed(ERROR, false, null, PAYLOAD)),
                report(new Report.Snoozed(Duration.ofSeconds(2))),
                new WorkerHeartbeat(ID, AT, "worker-1", 4),
                new SchedulerEcho(ID, AT),
                new LivePoints(ID, AT, JOB, "phone", "ada", livePoints()),
                new JobChanged(
                        ID,
                        AT,
                        JOB,
                        "ada",
                        7,
                        JobState.GRACE,
                        1,
                        new Progress("stage", 100, 100),
                        PAYLOAD,
                        null,
                        AT,
                        null),
                new JobCancelled(ID, AT, JOB),
                new JobDeadLetter(ID, AT, JOB, TASK, "ada", ImportFile.STAGE, 5, "not-retryable", ERROR, PAYLOAD, null),
                new JobDeadLetter(ID, AT, null, null, null, null, 0, "unreadable-record", ERROR, null, source),
                new JobDeadLetter(ID, AT, null, null, null, null, 0, "unreadable-record", ERROR, null, cut),
                new JobDeadLetter(
                        ID, AT, JOB, TASK, "ada", "sum", 2, "attempts-exhausted", ERROR, PAYLOAD, null, story()));
    }

    private static JobDeadLetter.Story story() {
        var failed = new JobDeadLetter.PastAttempt(1, "worker-1", "failed", ERROR, AT, AT);
        var snoozed = new JobDeadLetter.PastAttempt(2, null, "snoozed", null, null, null);
        return new JobDeadLetter.Story("import", true, 1, "0af7651916cd43dd", List.of(failed, snoozed), "a stack");
    }

    private static List<LivePoints.Point> livePoints() {
        return List.of(
                new LivePoints.Point(
                        1_763_715_600_001L, -1, 1_800_000_000, -11.5f, 0.1f, 3.3f, 359.9f, 87.5f, "phone", "on-foot"),
                new LivePoints.Point(0, 900_000_000, 0, null, null, null, null, null, null, null));
    }

    private static JobTerms terms() {
        var backoff = new JobTerms.Backoff(Duration.ofSeconds(2), 1.5, Duration.ofMinutes(1));
        return new JobTerms(AT, true, backoff, new JobTerms.Concurrency("printer", 2), LIMITS);
    }

    private static TaskReported report(Report report) {
        return new TaskReported(ID, AT, JOB, TASK, 1, "worker-1", report);
    }
}
