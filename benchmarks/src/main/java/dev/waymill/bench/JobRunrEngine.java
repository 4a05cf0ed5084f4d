package dev.waymill.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.waymill.stack.Database;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// JobRunr OSS. A finished job is kept, in state SUCCEEDED.
public final class JobRunrEngine implements Engine {
    private static final int WORKERS = 32;

    private static final AtomicInteger ran = new AtomicInteger();

    private final HikariDataSource pool;
    private final StorageProvider storage;
    private final Jackson3JsonMapper json = new Jackson3JsonMapper();
    private final String payload;

    JobRunrEngine(Database database, String payload) {
        this.pool = Pools.open(database, 16);
        this.payload = payload;
        this.storage = new PostgresStorageProvider(pool);
        storage.setJobMapper(new org.jobrunr.jobs.mappers.JobMapper(json));
    }

    @Override
    public String name() {
        return "jobRunr";
    }

    @Override
    public int handicap() {
        return 10;
    }

    /// The job that JobRunr runs.
    public static void noop(String payload) {
        ran.incrementAndGet();
    }

    @Override
    public void enqueue(int jobs) {
        new JobScheduler(storage).enqueue(Stream.generate(() -> payload).limit(jobs), text -> noop(text));
        JdbcClient.create(pool).sql("VACUUM ANALYZE jobrunr_jobs").update();
    }

    @Override
    public long drain(int jobs) throws InterruptedException {
        ran.set(0);
        var configuration = BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andWorkerCount(WORKERS)
                .andPollIntervalInSeconds(5);
        var server = new BackgroundJobServer(storage, json, null, configuration);
        var open = JdbcClient.create(pool)
                .sql("SELECT EXISTS (SELECT FROM jobrunr_jobs WHERE state IN ('ENQUEUED', 'PROCESSING'))");
        long begin = System.nanoTime();
        server.start();
        while (ran.get() < jobs || open.query(Boolean.class).single()) {
            Thread.sleep(5);
        }
        long took = System.nanoTime() - begin;
        server.stop();
        return took;
    }

    @Override
    public void close() {
        storage.close();
        pool.close();
    }
}
