package dev.waymill.worker.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.stack.test.TestStack;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The migration of a database from the time when shadowed points had another name.
class ShadowedPointsMigrationIT {
    @Test
    void the_migration_keeps_points_stored_for_a_revert() {
        var database = TestStack.get().freshDatabase("migration");
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        var jdbc = JdbcClient.create(source);
        Flyway.configure().dataSource(source).target("14").load().migrate();
        jdbc.sql("""
                INSERT INTO spare_point (time, owner_no, lat_e7, lon_e7, import_no) VALUES (now(), 1, 2, 3, 4)
                """).update();

        Flyway.configure().dataSource(source).load().migrate();

        assertThat(jdbc.sql("SELECT import_no FROM shadowed_point")
                        .query(Integer.class)
                        .list())
                .containsExactly(4);
    }
}
