package dev.waymill.cli.imports;

import dev.waymill.cli.api.Target;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `waymill preview JOB-ID`
@Command(
        name = "preview",
        mixinStandardHelpOptions = true,
        description = "Shows what an import would add, during its grace period.")
@SuppressWarnings("NullAway.Init")
public final class PreviewCommand implements Callable<Integer> {
    @Parameters(paramLabel = "JOB-ID", description = "the import")
    String id;

    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        try (var api = target.open()) {
            var preview = api.get("/imports/" + id + "/preview");
            if (target.json()) {
                out.println(preview);
            } else {
                print(preview, out);
            }
        }
        out.flush();
        return 0;
    }

    static void print(JsonNode preview, PrintWriter out) {
        var points = preview.path("points");
        out.printf(
                Locale.ROOT,
                "%,d new points, %,d duplicate, %,d rejected%n",
                points.path("new").asLong(),
                points.path("duplicate").asLong(),
                points.path("rejected").asLong());
        ImportReport.print(preview, out);
        var days = preview.path("days");
        out.printf(
                Locale.ROOT,
                "  %,d days, %,d of them already have points in the timeline%n",
                days.path("count").asLong(),
                days.path("shared").asLong());
        long conflicts = preview.path("conflicts").path("count").asLong();
        if (conflicts > 0) {
            out.printf(Locale.ROOT, "  %,d conflicts: the timeline has another place at the same time%n", conflicts);
        }
    }
}
