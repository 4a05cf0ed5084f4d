package dev.waymill.stack.test;

import dev.waymill.stack.Database;
import dev.waymill.stack.LocalStack;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;

/// The local stack in a temporary directory that is deleted when the JVM ends.
final class LocalTestStack implements TestStack {
    private final LocalStack stack;

    LocalTestStack() {
        try {
            var directory = Files.createTempDirectory("waymill-test");
            stack = LocalStack.start(directory);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stack.close();
                delete(directory);
            }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String bootstrapServers() {
        return stack.kafka().bootstrapServers();
    }

    @Override
    public Database createDatabase(String name) {
        try {
            return stack.postgres().createDatabase(name);
        } catch (SQLException e) {
            throw new IllegalStateException("No database for the test", e);
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            directory.toFile().deleteOnExit();
        }
    }
}
