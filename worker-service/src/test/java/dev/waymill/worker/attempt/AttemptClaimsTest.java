package dev.waymill.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.AttemptMeters;
import dev.waymill.worker.report.DispatchedTask;
import dev.waymill.worker.report.WorkerId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;

/// Claims on a database that fails as each test needs.
@Timeout(60)
class AttemptClaimsTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final DispatchedTask task = new DispatchedTask(Acts.task(Acts.KIND), null);
    private final Attempt attempt = new Attempt(task.event(), _ -> {});

    @ParameterizedTest
    @ValueSource(strings = {"22021", "22P05", "23514", "42P01"})
    void a_permanent_database_error_is_not_retried(String state) {
        var claims = claims(state);

        assertThatThrownBy(() -> claims.take(task, attempt)).hasRootCauseInstanceOf(SQLException.class);
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "53300", "40001", "25006", "58030"})
    void a_claim_waits_for_the_database_until_the_attempt_is_cancelled(String state) throws Exception {
        var claims = claims(state);
        var taken = new CompletableFuture<Boolean>();
        Thread.ofPlatform().daemon().start(() -> take(claims, taken));
        await().until(() -> calls.get() > 0);

        attempt.cancel();

        assertThat(taken.get()).isFalse();
    }

    @Test
    void a_stopping_worker_does_not_wait_for_an_unavailable_database() throws Exception {
        var claims = claims("08006");
        var taken = new CompletableFuture<Boolean>();
        var thread = Thread.ofPlatform().daemon().start(() -> take(claims, taken));
        await().until(() -> calls.get() > 0 && thread.getState() == Thread.State.TIMED_WAITING);

        thread.interrupt();

        await().until(taken::isCompletedExceptionally);
        assertThat(taken.exceptionNow()).isInstanceOf(InterruptedException.class);
    }

    private void take(AttemptClaims claims, CompletableFuture<Boolean> taken) {
        try {
            taken.complete(claims.take(task, attempt));
        } catch (InterruptedException | RuntimeException e) {
            taken.completeExceptionally(e);
        }
    }

    /// @param state the SQLSTATE of every response
    @SuppressWarnings("NullAway")
    private AttemptClaims claims(String state) {
        var database = new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                calls.incrementAndGet();
                throw new SQLException("no", state);
            }

            @Override
            public Connection getConnection(String user, String password) throws SQLException {
                return getConnection();
            }
        };
        var executions = new ExecutionStore(JdbcClient.create(database));
        return new AttemptClaims(executions, null, new WorkerId(), new AttemptMeters(new SimpleMeterRegistry()));
    }
}
