package dev.waymill.worker.handler;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.stereotype.Component;

/// Registers the connections that each running handler borrows, so that a stop can cancel the statement that
/// the handler waits for. A connection returned to the pool counts as closed.
@Component
class HandlerConnections implements BeanPostProcessor {
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource pool ? new Watched(pool) : bean;
    }

    private static final class Watched extends DelegatingDataSource {
        Watched(DataSource pool) {
            super(pool);
        }

        @Override
        public Connection getConnection() throws SQLException {
            var connection = super.getConnection();
            if (HandlerRun.CURRENT.isBound()) {
                HandlerRun.CURRENT.get().borrowed(connection);
            }
            return connection;
        }
    }
}
