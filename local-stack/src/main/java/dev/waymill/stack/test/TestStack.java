package dev.waymill.stack.test;

import dev.waymill.stack.Database;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The broker and database server of this test JVM, started at first use. Thread-safe.
public interface TestStack {
    AtomicInteger DATABASES = new AtomicInteger();

    String bootstrapServers();

    /// A new, empty database with a plain role of its own.
    Database createDatabase(String name);

    /// Lower-case letters, then a number that no other database of this JVM has.
    default Database freshDatabase(String prefix) {
        return createDatabase(prefix + "_" + DATABASES.incrementAndGet());
    }

    /// What a service needs to run on this stack, with a fresh database.
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

    /// Started once, when first asked for.
    final class Holder {
        private static final TestStack STACK = Docker.isWanted() ? new ContainerTestStack() : new LocalTestStack();

        private Holder() {}
    }
}
