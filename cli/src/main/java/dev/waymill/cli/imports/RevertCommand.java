package dev.waymill.cli.imports;

import dev.waymill.cli.api.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waymill revert JOB-ID`
@Command(
        name = "revert",
        mixinStandardHelpOptions = true,
        description = "Removes exactly that import from the timeline, or a part of a live stream.")
@SuppressWarnings("NullAway.Init")
public final class RevertCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofHours(1);

    @Parameters(paramLabel = "JOB-ID", description = "the import")
    String id;

    @Option(names = "--from", paramLabel = "TIME", description = "of a live stream: points at or after this time")
    @Nullable
    Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "of a live stream: points before this time")
    @Nullable
    Instant to;

    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        try (var api = target.open()) {
            var revert = api.postForJob("/imports/" + id + "/revert" + span());
            var job = api.awaitEnd(revert, PATIENCE, _ -> {});
            boolean done = job.path("state").asString().equals("succeeded");
            if (target.json()) {
                out.println(job);
            } else if (done) {
                out.printf(
                        Locale.ROOT,
                        "Reverted import %s: %,d points removed, %,d kept for other imports.%n",
                        id,
                        job.path("result").path("removed").asLong(),
                        job.path("result").path("kept").asLong());
            } else {
                out.println("Import " + id + " is not reverted: "
                        + job.path("error")
                                .path("message")
                                .asString(job.path("state").asString()));
            }
            out.flush();
            return done ? 0 : 1;
        }
    }

    private String span() {
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (from != null) {
            query.add("from=" + from);
        }
        if (to != null) {
            query.add("to=" + to);
        }
        return query.toString();
    }
}
