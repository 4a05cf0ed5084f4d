package dev.waymill.cli.jobs;

import dev.waymill.cli.api.Target;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `waymill jobs [ID]`
@Command(name = "jobs", mixinStandardHelpOptions = true, description = "Lists the latest jobs, or shows one.")
@SuppressWarnings("NullAway.Init")
public final class JobsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "id of the job to show")
    Optional<String> id;

    /// A command for the job. Picocli allows only one of them.
    static final class Order {
        @Option(names = "--cancel", description = "cancel that job")
        boolean cancel;

        @Option(names = "--hold", description = "hold the job until it is released")
        boolean hold;

        @Option(names = "--release", description = "release a held job")
        boolean release;

        @Option(names = "--retry", description = "retry a failed or cancelled job")
        boolean retry;

        @Override
        public String toString() {
            return cancel ? "cancel" : hold ? "hold" : release ? "release" : "retry";
        }
    }

    @ArgGroup
    @Nullable
    Order order;

    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        try (var api = target.open()) {
            if (id.isPresent()) {
                var job = order == null ? api.job(id.get()) : api.post("/jobs/" + id.get() + "/" + order);
                out.println(target.json() ? job.toString() : job.toPrettyString());
            } else {
                var jobs = api.get("/jobs?limit=20");
                if (target.json()) {
                    out.println(jobs);
                } else {
                    jobs.path("items").forEach(job -> print(job, out));
                }
            }
        }
        out.flush();
        return 0;
    }

    private static void print(JsonNode job, PrintWriter out) {
        var error = job.path("error");
        out.printf(
                "%s  %-8s %-10s %s  %s%n",
                job.path("id").asString(),
                job.path("type").asString(),
                job.path("state").asString(),
                job.path("createdAt").asString(),
                error.isObject()
                        ? error.path("message").asString(error.path("code").asString())
                        : job.path("name").asString(""));
    }
}
