package dev.waymill.cli.imports;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Prints details of a file beyond its point counts. Used for previews and imports.
final class ImportReport {
    private static final int EXAMPLES = 3;

    private ImportReport() {}

    static void print(JsonNode facts, PrintWriter out) {
        facts.path("rejectedBy").propertyStream().forEach(reason -> {
            printCount(reason.getKey(), reason.getValue(), out);
            printExamples(reason.getKey(), facts.path("rejectedSamples"), out);
        });
        facts.path("remarks").propertyStream().forEach(remark -> printCount(remark.getKey(), remark.getValue(), out));
        printContents(facts.path("contents"), out);
        if (facts.path("damage").isObject()) {
            out.printf("  damaged: %s%n", message(facts.path("damage")));
        }
        var span = facts.path("span");
        if (span.isObject()) {
            out.printf(
                    "  from %s to %s%n",
                    span.path("from").asString(), span.path("to").asString());
        }
    }

    private static void printCount(String what, JsonNode count, PrintWriter out) {
        out.printf(Locale.ROOT, "    %s: %,d%n", what, count.asLong());
    }

    private static void printExamples(String reason, JsonNode samples, PrintWriter out) {
        samples.valueStream()
                .filter(sample -> sample.path("reason").asString().equals(reason))
                .limit(EXAMPLES)
                .forEach(sample -> out.printf(
                        "      %s: %s%n", place(sample), sample.path("text").asString()));
    }

    private static String place(JsonNode sample) {
        var place = sample.path("line").isNumber()
                ? "line " + sample.path("line").asLong()
                : "byte " + sample.path("offset").asLong();
        var file = sample.path("file").asString("");
        return file.isEmpty() ? place : file + ", " + place;
    }

    /// Lists the files of an archive that had a problem, and those that hold other text or data.
    private static void printContents(JsonNode contents, PrintWriter out) {
        if (!contents.isObject()) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "  %,d files read, %,d damaged, %,d other files%s%n",
                contents.path("read").asLong(),
                contents.path("troubled").asLong(),
                contents.path("others").asLong(0),
                kinds(contents.path("othersBy")));
        for (var list : List.of("samples", "unread")) {
            contents.path(list)
                    .forEach(file ->
                            out.printf("    %s: %s%n", file.path("name").asString(), message(file.path("problem"))));
        }
    }

    /// ` (3 photo, 1 other)`.
    private static String kinds(JsonNode counts) {
        return counts.isEmpty()
                ? ""
                : counts.propertyStream()
                        .map(kind -> String.format(
                                Locale.ROOT, "%,d %s", kind.getValue().asLong(), kind.getKey()))
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String message(JsonNode problem) {
        return problem.path("message").asString(problem.path("code").asString());
    }
}
