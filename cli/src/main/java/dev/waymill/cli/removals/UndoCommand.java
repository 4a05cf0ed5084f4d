package dev.waymill.cli.removals;

import dev.waymill.cli.api.Target;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waymill undo JOB-ID`
@Command(name = "undo", mixinStandardHelpOptions = true, description = "Puts removed points back into the timeline.")
@SuppressWarnings("NullAway.Init")
public final class UndoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "JOB-ID", description = "the removal")
    String id;

    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        try (var api = target.open()) {
            var undo = api.postForJob("/removals/" + id + "/undo");
            var job = api.awaitEnd(undo, RemoveCommand.PATIENCE, _ -> {});
            boolean done = job.path("state").asString().equals("succeeded");
            if (target.json()) {
                out.println(job);
            } else if (done) {
                out.printf(
                        Locale.ROOT,
                        "%,d points are in the timeline again.%n",
                        job.path("result").path("restored").asLong());
            } else {
                out.println("Removal " + id + " is not undone: " + RemoveCommand.reason(job));
            }
            out.flush();
            return done ? 0 : 1;
        }
    }
}
