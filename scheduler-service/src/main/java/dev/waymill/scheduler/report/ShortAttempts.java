package dev.waymill.scheduler.report;

import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.scheduler.task.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Attempts whose start and end are in the same batch, without progress in between. For these the intermediate
/// step is skipped.
final class ShortAttempts {
    private ShortAttempts() {}

    /// Returns how long each of them took, by its worker's clock.
    static Map<Attempt, Duration> durations(List<TaskReported> reports) {
        var startedAt = new HashMap<Attempt, Instant>();
        var ended = new HashMap<Attempt, Instant>();
        for (var reported : reports) {
            switch (reported.report()) {
                case Report.Started _ -> startedAt.putIfAbsent(ReportApplier.attempt(reported), reported.occurredAt());
                case Report.Progressed _ -> {}
                case Report.Done _, Report.Failed _, Report.Snoozed _ ->
                    ended.putIfAbsent(ReportApplier.attempt(reported), reported.occurredAt());
            }
        }
        reports.stream()
                .filter(reported -> reported.report() instanceof Report.Progressed)
                .forEach(reported -> ended.remove(ReportApplier.attempt(reported)));
        var lasted = new HashMap<Attempt, Duration>();
        ended.forEach((attempt, end) -> {
            var start = startedAt.get(attempt);
            if (start != null) {
                lasted.put(attempt, Duration.between(start, end));
            }
        });
        return lasted;
    }
}
