package dev.waymill.cli.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A status as a table for people.
final class StatusTable {
    private StatusTable() {}

    static List<String> lines(JsonNode status) {
        var lines = new ArrayList<String>();
        lines.add(row("tasks", "", "oldest"));
        for (var depth : status.path("tasks")) {
            var count = number(depth.path("tasks")) + (depth.path("capped").asBoolean(false) ? " or more" : "");
            lines.add(row("  " + depth.path("state").asString(""), count, seconds(depth.path("oldestSeconds"))));
        }
        var workers = status.path("workers");
        lines.add(row("workers", number(workers.path("living")), number(workers.path("wanted")) + " wanted"));
        lines.add(row(
                "  slots busy",
                number(workers.path("busy")),
                "of " + number(workers.path("slots")) + "; " + number(workers.path("budget"))
                        + " more tasks may be dispatched"));
        lines.add(row("  mean run", seconds(workers.path("meanRunSeconds")), ""));
        lines.add(row("limits", number(status.at("/limits/set")), number(status.at("/limits/paused")) + " paused"));
        lines.add(row(
                "job changes",
                number(status.at("/changes/waiting")),
                "not published, oldest " + seconds(status.at("/changes/oldestSeconds"))));
        lines.add(row(
                "dead letters",
                number(status.at("/deadLetters/open")),
                "open, " + number(status.at("/deadLetters/unpublished")) + " not published"));
        lines.add(row("not read from Kafka", "records", "consumers"));
        for (var group : status.at("/lag/groups")) {
            lines.add(row(
                    "  " + group.path("group").asString(""),
                    number(group.path("records")),
                    number(group.path("members"))));
        }
        lines.add("");
        lines.add("Read " + seconds(status.at("/sampled/secondsAgo")) + " ago; Kafka "
                + seconds(status.at("/lag/sampled/secondsAgo")) + " ago.");
        return lines;
    }

    private static String row(String name, String value, String more) {
        return String.format(Locale.ROOT, "%-22s%16s   %s", name, value, more).stripTrailing();
    }

    private static String number(JsonNode node) {
        return node.isNumber() ? String.format(Locale.ROOT, "%,d", node.asLong()) : "?";
    }

    private static String seconds(JsonNode node) {
        return node.isNumber() ? Seconds.text(node.asDouble()) : "";
    }
}
