package dev.waymill.deploy.compose;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The container engine of this machine and its Compose, as commands.
///
/// @param command what starts Compose
record Engine(List<String> command) {
    /// @param output of both streams
    record Result(int exit, String output) {}

    /// Whether an engine answers; an installed command alone is not enough.
    static boolean answers() throws IOException {
        return succeeds("docker", "info");
    }

    /// Returns Compose as a plugin or as a program of its own; empty if neither is installed.
    static Optional<Engine> compose() throws IOException {
        for (var command : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            var version = new ArrayList<>(command);
            version.add("version");
            if (succeeds(version.toArray(String[]::new))) {
                return Optional.of(new Engine(command));
            }
        }
        return Optional.empty();
    }

    List<String> with(String... arguments) {
        var all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return all;
    }

    /// Runs a command in the project's folder to its end.
    static Result run(List<String> command, Map<String, String> variables) throws IOException {
        var builder =
                new ProcessBuilder(command).directory(ComposeFile.ROOT.toFile()).redirectErrorStream(true);
        builder.environment().putAll(variables);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while running " + command, e);
        }
    }

    private static boolean succeeds(String... command) {
        try {
            return run(List.of(command), Map.of()).exit() == 0;
        } catch (IOException e) {
            // The command is not installed.
            return false;
        }
    }
}
