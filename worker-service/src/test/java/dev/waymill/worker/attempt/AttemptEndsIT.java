package dev.waymill.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.RawJson;
import dev.waymill.events.TaskReported.FanIn;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/// However a handler ends, an attempt that has started ends with a report, over a real broker. Some handlers
/// break rules that the compiler would enforce.
@SuppressWarnings({"NullAway", "InfiniteRecursion"})
@WorkerTest
@Import({AttemptRunnerIT.Recording.class, Acts.Beans.class})
class AttemptEndsIT {
    @Autowired
    Acts acts;

    @Autowired
    AttemptRunnerIT.EventRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    record Thrown(String name, Callable<Outcome> act) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Thrown> thrown() {
        return Stream.of(
                thrown("an exception", new IllegalStateException("a bug")),
                thrown("a missing class", new NoClassDefFoundError("a/Missing")),
                thrown("an assertion", new AssertionError("never")),
                thrown("a broken initializer", new ExceptionInInitializerError(new RuntimeException("static"))),
                thrown("out of memory", new OutOfMemoryError("Java heap space")),
                thrown("a linkage error", new IncompatibleClassChangeError("old jar")),
                thrown("an error of its own", new Error("like ThreadDeath")),
                thrown("a bare throwable", new Throwable("neither")),
                thrown("a wrapped error", new CompletionException(new NoSuchMethodError("gone"))),
                thrown("a checked exception", new java.io.IOException("sneaky")),
                thrown("an interrupt that nobody asked for", new InterruptedException("by a library")),
                new Thrown("the thread's own interrupt", () -> {
                    Thread.currentThread().interrupt();
                    Thread.sleep(1);
                    return new Outcome.Done(null);
                }),
                thrown("another attempt's cancel", cancelledElsewhere()),
                thrown("an exception whose message throws", new RuntimeException() {
                    @Override
                    public String getMessage() {
                        throw new IllegalStateException("lazy message");
                    }
                }),
                thrown("an exception in a circle", circle()),
                new Thrown("no outcome", () -> null),
                new Thrown("deep recursion", AttemptEndsIT::endless),
                new Thrown("an outcome that is no JSON", () -> new Outcome.Done(new RawJson("{broken"))),
                new Thrown("an outcome that is nothing", () -> new Outcome.Done(new RawJson(""))),
                new Thrown(
                        "an outcome that is too deep",
                        () -> new Outcome.Done(new RawJson("[".repeat(5_000) + "]".repeat(5_000)))),
                new Thrown("a follow-up that is none", () -> new Outcome.Then(null, Collections.singletonList(null))),
                new Thrown(
                        "a follow-up without a task",
                        () -> new Outcome.Then(null, List.of(new FollowUp(null, Duration.ZERO, false)))),
                new Thrown(
                        "a fan-in without a payload",
                        () -> new Outcome.Then(null, List.of(), new FanIn(new TaskSpec("noop", null), false))),
                new Thrown("a delay that is none", () -> new Outcome.Snooze(null)),
                new Thrown("a failure without code", () -> new Outcome.Fail(null, null, true)));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void an_error_thrown_by_a_handler_fails_the_attempt_retryably(Thrown thrown) {
        var failed = failure(run(thrown.act()));

        assertThat(failed.retryable()).isTrue();
        assertThat(failed.error().code()).isEqualTo("internal-error");
    }

    @Test
    void an_oversized_result_fails_for_good_and_reports_its_size() {
        var failed = failure(run(() -> new Outcome.Done(text("x".repeat(3_000_000)))));

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.error().code()).isEqualTo("result-too-large");
        assertThat(failed.error().message()).containsPattern("3,000,\\d\\d\\d bytes");
    }

    @Test
    void the_result_limit_counts_bytes_not_characters() {
        var failed = failure(run(() -> new Outcome.Done(text("中".repeat(400_000)))));

        assertThat(failed.error().code()).isEqualTo("result-too-large");
    }

    @Test
    void an_oversized_fan_out_fails_for_good() {
        var next = new ArrayList<FollowUp>();
        for (int i = 0; i < 20_000; i++) {
            var payload = new RawJson("{\"chunk\":" + i + ",\"of\":\"a rather long name of something\"}");
            next.add(new FollowUp(new TaskSpec("noop", payload), Duration.ZERO, false));
        }
        var fanIn = new FanIn(new TaskSpec("noop", RawJson.EMPTY_OBJECT), false);

        var failed = failure(run(() -> new Outcome.Then(null, next, fanIn)));

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.error().code()).isEqualTo("fan-out-too-large");
        assertThat(failed.error().message()).contains("20,000");
    }

    @Test
    void texts_of_a_failure_are_truncated_and_made_storable() {
        var failed = failure(run(() ->
                new Outcome.Fail("c\0de-" + "x".repeat(500), "\ud83d \0 " + "m".repeat(2_500_000) + "\ud83d", false)));

        assertThat(failed.error().code()).hasSizeLessThanOrEqualTo(100).doesNotContain("\0");
        assertThat(failed.error().message())
                .hasSizeLessThanOrEqualTo(2_000)
                .startsWith("\ufffd \ufffd mmm")
                .doesNotContain("\0");
    }

    @Test
    void a_stack_trace_is_truncated_and_made_storable() {
        var failed = failure(run(() -> {
            throw new IllegalStateException("\0\udc00" + "s".repeat(2_500_000));
        }));

        assertThat(failed.error().code()).isEqualTo("internal-error");
        assertThat(failed.error().stack())
                .contains("IllegalStateException: \ufffd\ufffdsss")
                .hasSizeLessThanOrEqualTo(8_000);
    }

    @Test
    void unstorable_characters_are_removed_from_a_result() {
        var result = new RawJson("{\"a\\u0000b\":\"\\u0000 \\\\u0000 \ud83d\ude00 \ud83d!\"}");

        var done = (Report.Done) run(() -> new Outcome.Done(result));

        assertThat(done.result().text())
                .startsWith("{\"a\ufffdb\":\"\ufffd \\\\u0000 \ud83d\ude00 ")
                .doesNotContain("\ud83d!");
    }

    @Test
    void the_next_task_runs_after_an_error() {
        failure(run(() -> {
            throw new NoClassDefFoundError("a/Missing");
        }));

        assertThat(run(() -> new Outcome.Done(null))).isInstanceOf(Report.Done.class);
    }

    /// The claim fails permanently, because of the record's content.
    @Test
    void a_task_whose_content_cannot_be_claimed_fails() {
        var task = Acts.task("test\0act");

        acts.send(task);

        assertThat(failure(acts.end(task)).error().code()).isEqualTo("internal-error");
    }

    private Report run(Callable<Outcome> act) {
        var task = acts.begin(_ -> act.call());
        var end = acts.end(task);
        assertThat(recorder.reportsOf(task.taskId()).getFirst()).isInstanceOf(Report.Started.class);
        await().untilAsserted(() -> assertThat(jdbc.sql("SELECT state FROM execution WHERE task_id = :task")
                        .param("task", task.taskId())
                        .query(String.class)
                        .single())
                .isNotEqualTo("running"));
        return end;
    }

    private static Report.Failed failure(Report report) {
        assertThat(report).isInstanceOf(Report.Failed.class);
        return (Report.Failed) report;
    }

    private static Thrown thrown(String name, Throwable thrown) {
        return new Thrown(name, () -> sneak(thrown));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> Outcome sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static Throwable cancelledElsewhere() {
        var other = Attempts.of("test.act", 1, "{}");
        other.cancel();
        try {
            other.progress("x", 0, 0);
            throw new AssertionError("it was cancelled");
        } catch (Attempt.CancelledException | InterruptedException e) {
            return e;
        }
    }

    private static Throwable circle() {
        var one = new RuntimeException("one");
        var other = new RuntimeException("other", one);
        one.initCause(other);
        return one;
    }

    private static Outcome endless() {
        return endless();
    }

    private static RawJson text(String text) {
        return new RawJson('"' + text + '"');
    }
}
