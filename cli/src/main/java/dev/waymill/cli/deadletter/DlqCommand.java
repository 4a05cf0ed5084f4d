package dev.waymill.cli.deadletter;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.api.Target;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `waymill dlq [list|show|retry|dismiss]`
@Command(name = "dlq", mixinStandardHelpOptions = true, description = "Shows, retries and dismisses dead letters.")
@SuppressWarnings("NullAway.Init")
public final class DlqCommand implements Callable<Integer> {
    private static final String LETTERS = "/dead-letters";

    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    /// Without a subcommand, lists the unresolved dead letters.
    @Override
    public Integer call() throws Exception {
        return list(target, "dead", false);
    }

    @Command(description = "Lists dead letters, newest first.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Target target,
            @Option(names = "--state", defaultValue = "dead", description = "dead, retried or dismissed") String state,
            @Option(names = "--all", description = "show all owners, and unreadable records; admins only") boolean all)
            throws Exception {
        return call(
                target,
                api -> api.get(LETTERS + "?limit=50&state=" + state + (all ? "&owner=*" : "")),
                (page, out) -> page.path("items").forEach(letter -> print(letter, out)));
    }

    @Command(description = "Shows one dead letter in full.", mixinStandardHelpOptions = true)
    int show(@Mixin Target target, @Parameters(paramLabel = "ID") String id) throws Exception {
        return call(target, api -> api.get(LETTERS + "/" + id), (letter, out) -> out.println(letter.toPrettyString()));
    }

    @Command(
            description = "Retries one dead letter, with the same or another payload.",
            mixinStandardHelpOptions = true)
    int retry(
            @Mixin Target target,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--payload", paramLabel = "JSON", description = "new payload for the task")
                    Optional<String> payload)
            throws Exception {
        payload.ifPresent(JsonMapper.shared()::readTree);
        // Sends the text as it is, since a number may have more digits than a double.
        var body = payload.map(json -> "{\"payload\": " + json + "}").orElse("{}");
        return call(target, api -> api.post(LETTERS + "/" + id + "/retry", body), DlqCommand::print);
    }

    @Command(description = "Dismisses one dead letter with a reason.", mixinStandardHelpOptions = true)
    int dismiss(
            @Mixin Target target,
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "REASON", arity = "1..*") String[] reason)
            throws Exception {
        var body = JsonMapper.shared().createObjectNode().put("reason", String.join(" ", reason));
        return call(target, api -> api.post(LETTERS + "/" + id + "/dismiss", body.toString()), DlqCommand::print);
    }

    /// Prints a response for people.
    @FunctionalInterface
    private interface Show {
        void show(JsonNode answer, PrintWriter out);
    }

    private int call(Target target, Function<Api, JsonNode> request, Show show) throws Exception {
        var out = spec.commandLine().getOut();
        try (var api = target.open()) {
            var answer = request.apply(api);
            if (target.json()) {
                out.println(answer);
            } else {
                show.show(answer, out);
            }
        }
        out.flush();
        return 0;
    }

    private static void print(JsonNode letter, PrintWriter out) {
        out.printf(
                "%s  %-9s %-24s %s  %s%n",
                letter.path("id").asString(""),
                letter.path("state").asString(""),
                letter.path("kind").asString(letter.at("/source/topic").asString("")),
                letter.path("deadAt").asString(""),
                letter.at("/error/message").asString(letter.path("reason").asString("")));
    }
}
