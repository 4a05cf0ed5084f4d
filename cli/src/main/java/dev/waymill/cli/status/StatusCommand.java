package dev.waymill.cli.status;

import dev.waymill.cli.api.Target;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `waymill status`: asks the gateway, like all commands, so that it works for another machine's instance, too.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what waits and what runs; admins only. Exits with 1 if something needs attention.")
@SuppressWarnings("NullAway.Init")
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        try (var api = target.open()) {
            var status = api.get("/status");
            var warnings = Warnings.of(status);
            if (target.json()) {
                out.println(status);
            } else {
                warnings.forEach(warning -> out.println("! " + warning));
                StatusTable.lines(status).forEach(out::println);
            }
            out.flush();
            return warnings.isEmpty() ? 0 : 1;
        }
    }
}
