package dev.waymill.worker.imports.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.ImportFile;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.imports.Gpx;
import dev.waymill.worker.imports.Uploads;
import dev.waymill.worker.imports.Uploads.Upload;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// A preview of a staged import does not slow down its promotion or make it fail.
@WorkerTest
@Import(Uploads.class)
class PromotionBesidePreviewIT {
    private static final int POINTS = 12_000;

    @Autowired
    Uploads uploads;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    final String owner = "owner-" + UUID.randomUUID();

    @Test
    void a_promotion_succeeds_at_once_during_a_preview() throws Exception {
        var upload = staged(1);
        var previewStarted = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var reader = CompletableFuture.runAsync(() -> transaction.executeWithoutResult(_ -> {
            jdbc.sql("SELECT count(*) FROM " + tableOf(upload))
                    .query(Long.class)
                    .single();
            previewStarted.countDown();
            await(done);
        }));
        previewStarted.await();
        try {
            assertThat(uploads.run(ImportFile.PROMOTE, upload)).isInstanceOf(Outcome.Done.class);
            assertThat(points()).isEqualTo(POINTS);
            assertThat(isThere(upload)).isTrue();
        } finally {
            done.countDown();
            reader.join();
        }

        uploads.run(ImportFile.PROMOTE, staged(2));
        assertThat(isThere(upload)).isFalse();
    }

    @Test
    void a_constantly_polled_preview_never_fails_a_promotion() throws Exception {
        for (int i = 0; i < 3; i++) {
            var upload = staged(10 + i);
            var isOver = new AtomicBoolean();
            var polls = CompletableFuture.allOf(poll(upload, isOver), poll(upload, isOver), poll(upload, isOver));
            try {
                assertThat(uploads.run(ImportFile.PROMOTE, upload)).isInstanceOf(Outcome.Done.class);
            } finally {
                isOver.set(true);
                polls.join();
            }
        }
        assertThat(points()).isEqualTo(3 * POINTS);
    }

    private CompletableFuture<Void> poll(Upload upload, AtomicBoolean isOver) {
        return CompletableFuture.runAsync(() -> {
            while (!isOver.get()) {
                assertThat(preview(upload)).isIn(200, 409);
            }
        });
    }

    @org.springframework.beans.factory.annotation.Value("${local.server.port}")
    int port;

    @org.springframework.beans.factory.annotation.Value("${waymill.secret:}")
    String secret;

    private int preview(Upload upload) {
        var address = "http://127.0.0.1:%d/internal/imports/%s/preview?owner=%s".formatted(port, upload.job(), owner);
        var request = HttpRequest.newBuilder(URI.create(address)).header("X-Waymill-Secret", secret);
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Upload staged(int seed) throws Exception {
        var upload = uploads.upload(owner, Gpx.sample(seed, POINTS));
        uploads.run(ImportFile.STAGE, upload);
        return upload;
    }

    private boolean isThere(Upload upload) {
        return jdbc.sql("SELECT to_regclass(:table) IS NOT NULL")
                .param("table", tableOf(upload))
                .query(Boolean.class)
                .single();
    }

    private String tableOf(Upload upload) {
        return jdbc.sql("SELECT 'staging.import_' || import_no || '_' || fence FROM import WHERE job_id = :job")
                .param("job", upload.job())
                .query(String.class)
                .single();
    }

    private long points() {
        return jdbc.sql("SELECT count(*) FROM point JOIN owner USING (owner_no) WHERE name = :name")
                .param("name", owner)
                .query(Long.class)
                .single();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
