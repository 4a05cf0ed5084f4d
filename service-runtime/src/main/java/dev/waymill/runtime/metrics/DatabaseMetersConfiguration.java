package dev.waymill.runtime.metrics;

import dev.waymill.runtime.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/// Samples the database of a service that has one.
@AutoConfiguration(afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnBean(DataSource.class)
class DatabaseMetersConfiguration {
    @Bean
    Loop databaseMetersLoop(DataSource database, MeterRegistry registry) {
        return Loop.observer("database-meters", Duration.ofSeconds(15), new DatabaseMeters(database, registry)::tick);
    }
}
