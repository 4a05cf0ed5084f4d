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
    void a_small_file_that_unpacks_to_very_many_points_is_refused_and_leaves_nothing() throws Exception {
        var file = packedTable(100_001);
        assertThat(file).hasSizeLessThan(100_000);

        var upload = uploads.upload(owner, file);

        assertThat(refusal(upload)).isEqualTo("too-many-points");
        assertThat(tables(upload)).isZero();
    }

    @Test
    void an_owners_imports_together_may_only_stage_so_many_points_that_wait() throws Exception {
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
    void what_goes_into_the_timeline_at_once_waits_for_nobody() throws Exception {
        var waiting = uploads.upload(owner, Gpx.sample(1, 2_400));
        uploads.run(ImportFile.STAGE, waiting);
        var live = uploads.upload(owner, Gpx.sample(2, 500));
        var atOnce = new Upload(live.job(), owner, live.file().withoutGrace());

        assertThat(uploads.run(ImportFile.STAGE, atOnce)).isInstanceOf(Outcome.Then.class);
    }

    @Test
    void a_file_may_have_as_many_points_as_bytes_but_no_more_than_any_may() {
        var limits = new ImportLimits(50_000_000, 100_000_000);

        assertThat(limits.mostOf(10)).isEqualTo(100_000);
        assertThat(limits.mostOf(300_000)).isEqualTo(300_000);
        assertThat(limits.mostOf(10_000_000_000L)).isEqualTo(50_000_000);
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
