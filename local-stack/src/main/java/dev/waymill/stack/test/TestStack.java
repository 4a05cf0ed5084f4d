package dev.waymill.stack.test;

import dev.waymill.stack.Database;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The broker and database server of this test JVM, started at first use. Thread-safe.
public interface TestStack {
    AtomicInteger DATABASES = new AtomicInteger();

    String bootstrapServers();

    /// Creates an empty database with its own ordinary role.
    Database createDatabase(String name);

    /// Creates a database with a unique name.
    ///
    /// @param prefix lower-case letters and underscores; a number unique in this JVM is appended
    default Database freshDatabase(String prefix) {
        return createDatabase(prefix + "_" + DATABASES.incrementAndGet());
    }

    /// Returns the properties that a service needs to run on this stack, with a fresh database.
    default Map<String, String> springProperties(String databasePrefix) {
        var database = freshDatabase(databasePrefix);
        return Map.of(
                "spring.datasource.url", database.url(),
                "spring.datasource.username", database.user(),
                "spring.datasource.password", database.password(),
                "spring.kafka.bootstrap-servers", bootstrapServers());
    }

    static TestStack get() {
        return Holder.STACK;
    }

    /// Starts the stack once, at first access.
    final class Holder {
        private static final TestStack STACK = Docker.isWanted() ? new ContainerTestStack() : new LocalTestStack();

        private Holder() {}
    }
}
