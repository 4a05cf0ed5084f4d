package dev.waymill.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.waymill.stack.Database;

/// Connection pools for the benchmarks.
final class Pools {
    private Pools() {}

    static HikariDataSource open(Database database, int size) {
        var config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }
}
