package dev.waymill.deploy.monitoring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs a program to its end.
final class Command {
    private Command() {}

    /// @param output of both streams
    record Result(int exit, String output) {
        boolean succeeded() {
            return exit == 0;
        }
    }

    static Result run(Path directory, String input, String... command) throws IOException {
        var output = Files.createTempFile("command", ".log");
        try {
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            return new Result(process.waitFor(), Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while running " + command[0], e);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
