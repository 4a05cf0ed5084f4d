package dev.waymill.worker.report;

import dev.waymill.events.Progress;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported.FanIn;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Bounds the size of reports. Handlers quote untrusted input, and the scheduler stores and forwards reports;
/// so texts, delays and the whole report are bounded here, before they are sent.
final class ReportBounds {
    /// Most bytes of a report. A Kafka record may have about a million, headers included, and the scheduler
    /// forwards the result together with other fields.
    static final int MAX_BYTES = 900_000;

    private static final int MAX_CODE = 100;
    private static final int MAX_PHASE = 100;
    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_STACK = 8_000;
    private static final Duration LONGEST_DELAY = Duration.ofDays(366);
    private static final char REPLACEMENT = '\uFFFD';
    private static final byte[] ESCAPED_ZERO = "\\u0000".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ESCAPED_REPLACEMENT = "\\ufffd".getBytes(StandardCharsets.US_ASCII);

    private ReportBounds() {}

    /// The same report with texts that can be stored and delays that the scheduler can add to its clock.
    static Report bounded(Report report) {
        return switch (report) {
            case Report.Started started -> started;
            case Report.Progressed(var step) ->
                new Report.Progressed(new Progress(text(step.phase(), MAX_PHASE), step.done(), step.total()));
            case Report.Done(var result, var next, var fanIn) ->
                new Report.Done(result, next.stream().map(ReportBounds::bounded).toList(), bounded(fanIn));
            case Report.Failed(var error, var retryable, var retryAfter, var result) ->
                new Report.Failed(bounded(error), retryable, retryAfter == null ? null : bounded(retryAfter), result);
            case Report.Snoozed(var delay) -> new Report.Snoozed(bounded(delay));
        };
    }

    private static FollowUp bounded(FollowUp next) {
        return new FollowUp(complete(next.task()), bounded(next.delay()), next.grace());
    }

    private static @Nullable FanIn bounded(@Nullable FanIn fanIn) {
        return fanIn == null ? null : new FanIn(complete(fanIn.task()), fanIn.despiteDead());
    }

    private static TaskSpec complete(TaskSpec task) {
        Objects.requireNonNull(task.kind(), "A task needs a kind");
        Objects.requireNonNull(task.payload(), "A task needs a payload");
        return task;
    }

    private static TaskError bounded(TaskError error) {
        return new TaskError(
                text(error.code(), MAX_CODE),
                text(error.message(), MAX_MESSAGE),
                error.stack() == null ? null : text(error.stack(), MAX_STACK));
    }

    private static Duration bounded(Duration delay) {
        if (delay.isNegative()) {
            return Duration.ZERO;
        }
        return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    }

    /// The start of the text, with U+FFFD in place of what PostgreSQL or UTF-8 cannot store: U+0000 and
    /// unpaired surrogates.
    private static String text(String text, int most) {
        var kept = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length() && kept.length() < most; ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            boolean unstorable = character == 0 || Character.isSurrogate((char) character) && character <= 0xFFFF;
            if (unstorable) {
                kept.append(REPLACEMENT);
            } else if (kept.length() + Character.charCount(character) <= most) {
                kept.appendCodePoint(character);
            } else {
                break;
            }
        }
        return kept.toString();
    }

    /// Replaces U+0000, which PostgreSQL's `jsonb` cannot store, in serialised JSON. JSON contains it only as
    /// an escape.
    static void replaceZeros(byte[] json) {
        for (int i = 0; i < json.length - 1; i++) {
            if (json[i] == '\\') {
                if (startsWith(json, i, ESCAPED_ZERO)) {
                    System.arraycopy(ESCAPED_REPLACEMENT, 0, json, i, ESCAPED_REPLACEMENT.length);
                }
                // An escaped character starts no escape itself.
                i++;
            }
        }
    }

    private static boolean startsWith(byte[] json, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (at + i >= json.length || json[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /// The failure that replaces a report too large for a record. It is not retryable, since another attempt
    /// would have the same report.
    ///
    /// @param bytes size of the report
    /// @param resultFits whether the report would fit without its follow-up tasks
    static Report.Failed tooLarge(Report report, long bytes, boolean resultFits) {
        if (report instanceof Report.Done(var unused, var next, var unusedToo) && !next.isEmpty() && resultFits) {
            return failed(
                    "fan-out-too-large",
                    String.format(
                            Locale.ROOT,
                            "The %,d follow-up tasks take %,d bytes; a report can hold %,d",
                            next.size(),
                            bytes,
                            MAX_BYTES),
                    false);
        }
        return failed(
                "result-too-large",
                String.format(Locale.ROOT, "The result takes %,d bytes; a report can hold %,d", bytes, MAX_BYTES),
                false);
    }

    /// The failure that replaces a report that cannot be serialised, or that the scheduler could not read.
    static Report.Failed unwritable(Throwable why) {
        return failed(
                "internal-error",
                "The outcome cannot be reported: " + why.getClass().getName(),
                true);
    }

    private static Report.Failed failed(String code, String message, boolean retryable) {
        return new Report.Failed(new TaskError(code, message, null), retryable);
    }
}
