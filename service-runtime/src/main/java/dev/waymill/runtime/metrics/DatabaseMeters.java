package dev.waymill.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Meters of the service's tables and its database, from the server's own statistics. They say the same on
/// every instance of a service. Sampled by one thread, read by any.
final class DatabaseMeters {
    private static final int MOST_TABLES = 50;

    private final JdbcClient jdbc;
    private final MeterRegistry registry;
    /// Tables with meters; a table that is gone keeps its meters, at zero.
    private final Map<String, Table> tables = new HashMap<>();

    private volatile Server server = new Server(0, 0, 0);

    DatabaseMeters(DataSource database, MeterRegistry registry) {
        this.jdbc = SampleQueries.on(database);
        this.registry = registry;
        Gauge.builder("waymill.db.oldest.transaction.age", this, it -> it.server.oldestTransactionSeconds())
                .description("Age of the oldest open transaction in the service's database. It keeps VACUUM from"
                        + " removing dead rows")
                .baseUnit("seconds")
                .register(registry);
        FunctionCounter.builder("waymill.db.wal.bytes", this, it -> it.server.walBytes())
                .description("Write-ahead log that the database server has written, for all of its databases")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("waymill.db.xid.age", this, it -> it.server.xidAge())
                .description("Transactions since the oldest unfrozen one; at 2 billion the server stops accepting any")
                .register(registry);
    }

    boolean tick() {
        try {
            sampleTables();
        } finally {
            server = jdbc.sql(SERVER).query(Server.class).single();
        }
        return false;
    }

    private record TableRow(String name, double liveRows, double deadRows, double bytes) {}

    /// The rows and bytes of a table, as of the last sample.
    private static final class Table {
        private volatile TableRow last = new TableRow("", 0, 0, 0);
    }

    /// A partition counts for its parent, and a table in a schema of its own for the schema, so that tables
    /// that come and go have no meters of their own.
    private static final String TABLES = """
            SELECT name, sum(live) AS live_rows, sum(dead) AS dead_rows, sum(bytes) AS bytes
            FROM (
                SELECT CASE WHEN s.schemaname <> 'public' THEN s.schemaname
                            ELSE coalesce(parent.relname, s.relname) END AS name,
                       s.n_live_tup AS live, s.n_dead_tup AS dead, pg_total_relation_size(s.relid) AS bytes
                FROM pg_stat_user_tables s
                LEFT JOIN pg_inherits i ON i.inhrelid = s.relid
                LEFT JOIN pg_class parent ON parent.oid = i.inhparent
                WHERE s.relname <> 'flyway_schema_history'
            ) own
            GROUP BY name
            ORDER BY sum(bytes) DESC, name
            LIMIT :most
            """;

    private void sampleTables() {
        var found = new HashMap<String, TableRow>();
        jdbc.sql(TABLES)
                .param("most", MOST_TABLES)
                .query(TableRow.class)
                .list()
                .forEach(row -> found.put(row.name(), row));
        found.keySet().stream()
                .filter(name -> tables.size() < MOST_TABLES)
                .forEach(name -> tables.computeIfAbsent(name, this::register));
        tables.forEach((name, table) -> table.last = found.getOrDefault(name, new TableRow(name, 0, 0, 0)));
    }

    private Table register(String name) {
        var table = new Table();
        var tags = Tags.of("table", name);
        rows(table, tags.and("kind", "live"), it -> it.last.liveRows());
        rows(table, tags.and("kind", "dead"), it -> it.last.deadRows());
        Gauge.builder("waymill.table.bytes", table, it -> it.last.bytes())
                .description("Size of a table of the service with its indexes")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
        return table;
    }

    private void rows(Table table, Tags tags, ToDoubleFunction<Table> value) {
        Gauge.builder("waymill.table.rows", table, value)
                .description("Rows of a table of the service, as PostgreSQL estimates them. Dead rows wait for VACUUM")
                .tags(tags)
                .register(registry);
    }

    private record Server(double oldestTransactionSeconds, double walBytes, double xidAge) {}

    private static final String SERVER = """
            SELECT coalesce((SELECT extract(epoch FROM max(clock_timestamp() - xact_start)) FROM pg_stat_activity
                             WHERE datname = current_database() AND backend_type = 'client backend'
                               AND pid <> pg_backend_pid()), 0) AS oldest_transaction_seconds,
                   pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                                        ELSE pg_current_wal_lsn() END, '0/0') AS wal_bytes,
                   (SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()) AS xid_age
            """;
}
