package dev.waymill.cli.imports;

import java.io.PrintWriter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Prints the result of an import in a few lines.
final class Summary {
    private Summary() {}

    static void print(JsonNode job, PrintWriter out) {
        var facts = job.path("import");
        var points = facts.path("points");
        out.printf("%s: %s%n", facts.path("fileName").asString(job.path("id").asString()), state(job));
        if (points.isObject()) {
            out.printf(
                    Locale.ROOT,
                    "  %,d points staged, %,d promoted, %,d duplicate, %,d rejected%n",
                    points.path("read").asLong() - points.path("rejected").asLong(),
                    points.path("promoted").asLong(),
                    points.path("duplicate").asLong(),
                    points.path("rejected").asLong());
        }
        ImportReport.print(facts, out);
        out.flush();
    }

    private static String state(JsonNode job) {
        var error = job.path("error");
        var notice = job.path("notice");
        if (notice.isObject()) {
            return notice.path("detail").asString("already imported");
        }
        return error.isObject()
                ? job.path("state").asString() + ", "
                        + error.path("message").asString(error.path("code").asString())
                : job.path("state").asString();
    }
}
