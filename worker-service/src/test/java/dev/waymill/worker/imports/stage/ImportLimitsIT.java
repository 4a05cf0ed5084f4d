package dev.waymill.worker.imports.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.ImportFile;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.imports.Gpx;
import dev.waymill.worker.imports.Uploads;
import dev.waymill.worker.imports.Uploads.Upload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/// A small file cannot fill the database, and neither can many waiting imports.
@WorkerTest
@Import(Uploads.class)
@TestPropertySource(properties = {"waymill.imports.max-points=130000", "waymill.imports.max-points-in-grace=2500"})
class ImportLimitsIT {
    @Autowired
    Uploads uploads;

    @Autowired
    JdbcClient jdbc;

    final String owner = "owner-" + UUID.randomUUID();

    @Test
    void a_small_file_with_too_many_points_is_refused_and_leaves_nothing() throws Exception {
        var file = packedTable(100_001);
        assertThat(file).hasSizeLessThan(100_000);

        var upload = uploads.upload(owner, file);

        assertThat(refusal(upload)).isEqualTo("too-many-points");
        assertThat(tables(upload)).isZero();
    }

    @Test
    void an_owners_waiting_points_are_limited_across_imports() throws Exception {
        var first = uploads.upload(owner, Gpx.sample(1, 2_000));
        assertThat(uploads.run(ImportFile.STAGE, first)).isInstanceOf(Outcome.Then.class);
        var second = uploads.upload(owner, Gpx.sample(2, 501));
        assertThat(refusal(second)).isEqualTo("quota-exceeded");
        assertThat(tables(second)).isZero();
        var somebodyElses = uploads.upload("owner-" + UUID.randomUUID(), Gpx.sample(2, 501));
        assertThat(uploads.run(ImportFile.STAGE, somebodyElses)).isInstanceOf(Outcome.Then.class);

        uploads.run(ImportFile.PROMOTE, first);

        assertThat(uploads.run(ImportFile.STAGE, second, 1)).isInstanceOf(Outcome.Then.class);
    }

    @Test
    void an_import_without_grace_ignores_the_limit_on_waiting_points() throws Exception {
        var waiting = uploads.upload(owner, Gpx.sample(1, 2_400));
        uploads.run(ImportFile.STAGE, waiting);
        var live = uploads.upload(owner, Gpx.sample(2, 500));
        var atOnce = new Upload(live.job(), owner, live.file().withoutGrace());

        assertThat(uploads.run(ImportFile.STAGE, atOnce)).isInstanceOf(Outcome.Then.class);
    }

    @Test
    void a_files_point_limit_grows_with_its_bytes_up_to_a_maximum() {
        var limits = new ImportLimits(50_000_000, 100_000_000);

        assertThat(limits.maxPoints(10)).isEqualTo(100_000);
        assertThat(limits.maxPoints(300_000)).isEqualTo(300_000);
        assertThat(limits.maxPoints(10_000_000_000L)).isEqualTo(50_000_000);
    }

    private String refusal(Upload upload) throws Exception {
        var outcome = (Outcome.Fail) uploads.run(ImportFile.STAGE, upload);
        assertThat(outcome.retryable()).isFalse();
        return outcome.code();
    }

    private long tables(Upload upload) {
        return jdbc.sql("""
                        SELECT count(*) FROM pg_tables JOIN import ON tablename LIKE 'import_' || import_no || '_%'
                        WHERE schemaname = 'staging' AND job_id = :job
                        """).param("job", upload.job()).query(Long.class).single();
    }

    private static byte[] packedTable(int rows) throws Exception {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            var table = new StringBuilder("latitude,longitude,time\n");
            for (int i = 0; i < rows; i++) {
                table.append("1,2,").append(1_600_000_000 + i / 20).append('\n');
            }
            gzip.write(table.toString().getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
