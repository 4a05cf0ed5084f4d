package dev.waymill.worker.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.ImportFile;
import dev.waymill.events.RevertImport;
import dev.waymill.objects.ImportObject;
import dev.waymill.objects.ObjectStore;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.imports.Import.State;
import dev.waymill.worker.imports.Uploads.Upload;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Whatever the payload of a task is, it accesses no file and no import of another owner.
@WorkerTest
@Import(Uploads.class)
class ForeignImportIT {
    private static final int POINTS = 50;

    @Autowired
    Uploads uploads;

    @Autowired
    ObjectStore objects;

    @Autowired
    ImportStore imports;

    @Autowired
    JdbcClient jdbc;

    private final String victim = "victim-" + UUID.randomUUID();
    private final String thief = "thief-" + UUID.randomUUID();
    private Upload theirs;

    @BeforeEach
    void an_upload_of_another_owner() throws Exception {
        theirs = uploads.upload(victim, Gpx.sample(1, POINTS));
    }

    @Test
    void a_payload_that_names_another_object_is_not_followed() throws Exception {
        for (var key : List.of(
                ImportObject.key(victim, theirs.job()),
                "imports/" + theirs.job(),
                "../imports/" + theirs.job(),
                "imports/../imports/" + theirs.job())) {
            var payload = Map.of(
                    "objectKey",
                    key,
                    "jobId",
                    theirs.job(),
                    "owner",
                    victim,
                    "fileName",
                    "a.gpx",
                    "sha256",
                    theirs.file().sha256(),
                    "bytes",
                    theirs.file().bytes(),
                    "grace",
                    "PT0S");

            var outcome = uploads.run(ImportFile.STAGE, UUID.randomUUID(), thief, payload);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Fail.class, fail -> assertThat(fail.code()).isEqualTo("file-missing"));
        }
        assertThat(pointsOf(thief)).isZero();
    }

    @Test
    void a_forged_job_with_another_owners_job_id_finds_no_file() throws Exception {
        var forged = new Upload(theirs.job(), thief, theirs.file());

        assertThat(uploads.run(ImportFile.STAGE, forged))
                .isInstanceOfSatisfying(
                        Outcome.Fail.class, fail -> assertThat(fail.code()).isEqualTo("file-missing"));
        assertThat(pointsOf(thief)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {ImportFile.STAGE, ImportFile.PROMOTE, ImportFile.DISCARD})
    void a_forged_job_with_another_owners_import_id_changes_nothing(String kind) throws Exception {
        uploads.run(ImportFile.STAGE, theirs);
        var forged = new Upload(theirs.job(), thief, theirs.file());

        var outcome = uploads.run(kind, forged, 1);

        assertThat(outcome).isNotInstanceOf(Outcome.Snooze.class);
        assertThat(outcome.toString()).doesNotContain("staged", "points");
        assertThat(imports.find(theirs.job(), victim).orElseThrow().state()).isEqualTo(State.STAGED);
        assertThat(imports.find(theirs.job(), thief)).isEmpty();
        assertThat(pointsOf(victim) + pointsOf(thief)).isZero();
        assertThat(uploads.run(ImportFile.PROMOTE, theirs)).isInstanceOf(Outcome.Done.class);
        assertThat(pointsOf(victim)).isEqualTo(POINTS);
    }

    @Test
    void a_revert_of_another_owners_import_removes_nothing() throws Exception {
        uploads.run(ImportFile.STAGE, theirs);
        uploads.run(ImportFile.PROMOTE, theirs);

        var outcome = uploads.run(RevertImport.JOB_TYPE, UUID.randomUUID(), thief, new RevertImport(theirs.job()));

        assertThat(outcome).isInstanceOf(Outcome.Fail.class);
        assertThat(pointsOf(victim)).isEqualTo(POINTS);
    }

    @Test
    void only_its_owner_reads_a_file_whose_old_key_lacks_the_owner() throws Exception {
        var content = Gpx.sample(2, POINTS);
        var job = UUID.randomUUID();
        var stored = objects.put(ImportObject.keyWithoutOwner(job), new ByteArrayInputStream(content), content.length);
        var file = new ImportFile("a.gpx", stored.sha256(), stored.bytes(), null, Duration.ZERO, null, null);
        var old = new Upload(job, victim, file);
        assertThat(uploads.run(ImportFile.STAGE, old)).isInstanceOf(Outcome.Then.class);

        assertThat(uploads.run(ImportFile.STAGE, new Upload(job, thief, file)))
                .isInstanceOfSatisfying(
                        Outcome.Fail.class, fail -> assertThat(fail.code()).isEqualTo("foreign-import"));

        assertThat(uploads.run(ImportFile.PROMOTE, old)).isInstanceOf(Outcome.Done.class);
        assertThat(pointsOf(victim)).isEqualTo(POINTS);
    }

    private long pointsOf(String name) {
        return jdbc.sql("SELECT count(*) FROM point JOIN owner USING (owner_no) WHERE name = :name")
                .param("name", name)
                .query(Long.class)
                .single();
    }
}
