package dev.waymill.cli.up;

import dev.waymill.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The recovery of the three services of a data directory, one after another.
public final class StackRecovery {
    private StackRecovery() {}

    /// Runs it until a service fails.
    ///
    /// @param arguments of the services' command `recover`
    /// @param out receives each line that a service prints
    /// @return the exit code of the last service that ran
    public static int run(
            Path data, LocalStack stack, ServiceStack.Options options, List<String> arguments, Consumer<String> out)
            throws IOException {
        for (var service : List.of("scheduler-service", "worker-service", "api-gateway")) {
            int code = run(service, ServiceStack.environment(data, stack, options, service), arguments, out);
            if (code != 0) {
                return code;
            }
        }
        return 0;
    }

    private static int run(
            String service, Map<String, String> environment, List<String> arguments, Consumer<String> out)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-jar", Home.jar(service).toString(), "recover"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        try (var lines = process.inputReader()) {
            lines.lines().forEach(out);
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted, so the recovery must be repeated", e);
        } finally {
            process.destroy();
        }
    }
}
