package dev.waymill.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.waymill.stack.Database;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.springframework.jdbc.core.simple.JdbcClient;

/// db-scheduler with lock-and-fetch, its faster mode on PostgreSQL. It deletes each finished execution
/// individually.
final class DbSchedulerEngine implements Engine {
    private static final int THREADS = 50;

    private final HikariDataSource pool;
    private final JdbcClient jdbc;
    private final String payload;

    DbSchedulerEngine(Database database, String payload) {
        this.pool = Pools.open(database, THREADS + 4);
        this.jdbc = JdbcClient.create(pool);
        this.payload = payload;
        jdbc.sql("""
                CREATE TABLE scheduled_tasks (
                    task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
                    execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
                    last_success timestamptz, last_failure timestamptz, consecutive_failures int,
                    last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
                    PRIMARY KEY (task_name, task_instance)
                )
                """).update();
        jdbc.sql("CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)")
                .update();
        jdbc.sql("CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)")
                .update();
    }

    @Override
    public String name() {
        return "dbScheduler";
    }

    @Override
    public int handicap() {
        return 3;
    }

    @Override
    public void enqueue(int jobs) {
        jdbc.sql("""
                        INSERT INTO scheduled_tasks (task_name, task_instance, task_data, execution_time, picked, version)
                        SELECT 'noop', uuidv7()::text, convert_to(:payload, 'UTF8'), clock_timestamp(), false, 1
                        FROM generate_series(1, :jobs)
                        """).param("payload", payload).param("jobs", jobs).update();
        jdbc.sql("VACUUM ANALYZE scheduled_tasks").update();
    }

    @Override
    public long drain(int jobs) throws InterruptedException {
        var left = new CountDownLatch(jobs);
        OneTimeTask<Void> task = Tasks.oneTime("noop").execute((_, _) -> left.countDown());
        var scheduler = Scheduler.create(pool, task)
                .threads(THREADS)
                .pollingInterval(Duration.ofMillis(100))
                .pollUsingLockAndFetch(1.0, 4.0)
                .build();
        long begin = System.nanoTime();
        scheduler.start();
        left.await();
        while (jdbc.sql("SELECT EXISTS (SELECT FROM scheduled_tasks)")
                .query(Boolean.class)
                .single()) {
            Thread.sleep(1);
        }
        long took = System.nanoTime() - begin;
        scheduler.stop();
        return took;
    }

    @Override
    public void close() {
        pool.close();
    }
}
