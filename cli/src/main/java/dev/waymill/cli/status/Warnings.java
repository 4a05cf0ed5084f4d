package dev.waymill.cli.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What in a status needs attention, most urgent first.
final class Warnings {
    private static final double STALE_SECONDS = 60;
    private static final double OVERDUE_SECONDS = 30;
    private static final double UNPUBLISHED_SECONDS = 60;

    private Warnings() {}

    static List<String> of(JsonNode status) {
        var warnings = new ArrayList<String>();
        stale(status.path("sampled"), "its database", warnings);
        stale(status.at("/lag/sampled"), "Kafka", warnings);
        workers(status, warnings);
        if (oldest(status, "overdue") > OVERDUE_SECONDS) {
            warnings.add("Delayed tasks are due and not dispatched, the oldest for "
                    + Seconds.text(oldest(status, "overdue")));
        }
        if (status.at("/changes/oldestSeconds").asDouble(0) > UNPUBLISHED_SECONDS) {
            warnings.add("Job states are not published; the oldest change has waited for "
                    + Seconds.text(status.at("/changes/oldestSeconds").asDouble()));
        }
        for (var group : status.at("/lag/groups")) {
            if (group.path("members").asInt(1) == 0) {
                warnings.add(
                        "No consumer is in the group " + group.path("group").asString());
            }
        }
        count(status, "/limits/paused", "dispatch limits are paused", warnings);
        count(status, "/deadLetters/open", "dead letters are open: see ./waymill dlq", warnings);
        return warnings;
    }

    /// A status without an age was never sampled.
    private static void stale(JsonNode sampled, String source, List<String> warnings) {
        var secondsAgo = sampled.path("secondsAgo");
        if (!secondsAgo.isNumber()) {
            warnings.add("The scheduler could not read " + source + " since it started; its figures are unknown");
        } else if (secondsAgo.asDouble() > STALE_SECONDS) {
            warnings.add("The scheduler could not read " + source + " for " + Seconds.text(secondsAgo.asDouble())
                    + "; its figures are that old");
        }
    }

    private static void workers(JsonNode status, List<String> warnings) {
        int living = status.at("/workers/living").asInt(0);
        int wanted = status.at("/workers/wanted").asInt(1);
        if (living == 0) {
            warnings.add("No worker is alive");
        } else if (wanted > living) {
            warnings.add(String.format(Locale.ROOT, "%,d workers are wanted, %,d are alive", wanted, living));
        }
    }

    private static double oldest(JsonNode status, String state) {
        for (var depth : status.path("tasks")) {
            if (depth.path("state").asString("").equals(state)) {
                return depth.path("oldestSeconds").asDouble(0);
            }
        }
        return 0;
    }

    private static void count(JsonNode status, String place, String what, List<String> warnings) {
        long number = status.at(place).asLong(0);
        if (number > 0) {
            warnings.add(String.format(Locale.ROOT, "%,d %s", number, what));
        }
    }
}
