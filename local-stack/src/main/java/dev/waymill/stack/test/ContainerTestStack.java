package dev.waymill.stack.test;

import dev.waymill.stack.Database;
import java.sql.SQLException;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/// Kafka and PostgreSQL in containers, which Testcontainers removes when the JVM ends.
final class ContainerTestStack implements TestStack {
    private final KafkaContainer kafka = new KafkaContainer("apache/kafka:4.2.1");
    private final PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18");

    ContainerTestStack() {
        kafka.start();
        postgres.start();
    }

    @Override
    public String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    @Override
    public Database createDatabase(String name) {
        var admin = new Database(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
        try (var connection = admin.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + name + "'");
            statement.execute("CREATE DATABASE " + name + " OWNER " + name);
            statement.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
        } catch (SQLException e) {
            throw new IllegalStateException("No database for the test", e);
        }
        var url = "jdbc:postgresql://" + postgres.getHost() + ":" + postgres.getMappedPort(5432) + "/" + name;
        return new Database(url, name, name);
    }
}
