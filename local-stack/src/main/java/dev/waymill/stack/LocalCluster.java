package dev.waymill.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Three brokers and a pair of database servers in one data directory, each of which may die: what Waymill runs on
/// with more than one machine. For tests.
public final class LocalCluster extends LocalStack {
    private final LocalKafkaCluster brokers;
    private final LocalPostgresPair databases;

    private LocalCluster(FileChannel lock, LocalKafkaCluster brokers, LocalPostgresPair databases) {
        super(lock, brokers.nodes().getFirst(), databases.primary());
        this.brokers = brokers;
        this.databases = databases;
    }

    /// Starts all and waits until all respond.
    public static LocalCluster start(Path dataDirectory) throws IOException {
        PrivateDirectory.createIfMissing(dataDirectory);
        var lock = lock(dataDirectory.resolve("lock"));
        var brokers = LocalKafkaCluster.start(dataDirectory.resolve("kafka"));
        try {
            return new LocalCluster(lock, brokers, LocalPostgresPair.start(dataDirectory.resolve("postgres")));
        } catch (IOException | RuntimeException e) {
            brokers.close();
            throw e;
        }
    }

    public LocalKafkaCluster brokers() {
        return brokers;
    }

    public LocalPostgresPair databases() {
        return databases;
    }

    /// Returns the server that is the primary now.
    @Override
    public LocalPostgres postgres() {
        return databases.primary();
    }

    @Override
    public String bootstrapServers() {
        return brokers.bootstrapServers();
    }

    @Override
    public Database database(String name) {
        return databases.database(name);
    }

    @Override
    public void close() {
        databases.close();
        brokers.close();
        super.close();
    }
}
