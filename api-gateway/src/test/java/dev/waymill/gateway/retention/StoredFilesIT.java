package dev.waymill.gateway.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RunningGateway;
import dev.waymill.objects.ImportObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Which files are deleted, and when.
class StoredFilesIT {
    private final HistoryFixture history = new HistoryFixture();
    private final RunningGateway gateway = history.gateway;

    @Test
    void files_are_deleted_when_no_job_needs_them() throws IOException {
        var done = history.job(8, "import", "succeeded");
        var justDone = history.job(6, "import", "succeeded");
        var cancelled = history.job(8, "import", "cancelled");
        var failed = history.job(8, "import", "failed");
        var open = history.job(8, "import", "grace");
        for (var job : List.of(done, justDone, cancelled, failed, open)) {
            history.file(history.importKey(job), Duration.ofDays(20));
        }
        var beforeOwners = history.place("imports/" + done);
        history.file(beforeOwners, Duration.ofDays(20));
        var ofAnother = history.place(ImportObject.key("somebody else", open));
        history.file(ofAnother, Duration.ofDays(20));
        var orphan = history.place("imports/" + UUID.randomUUID());
        var young = history.place("imports/" + UUID.randomUUID());
        var chunk = history.place("uploads/" + UUID.randomUUID());
        var foreign = history.place("imports/somebody-elses");
        history.file(orphan, Duration.ofDays(2));
        history.file(young, Duration.ofHours(23));
        history.file(chunk, Duration.ofDays(2));
        history.file(foreign, Duration.ofDays(200));
        var files = gateway.bean(StoredFiles.class);
        files.deleteUnneeded();
        files.deleteUnneeded();

        assertThat(history.place(history.importKey(done))).doesNotExist();
        assertThat(beforeOwners).doesNotExist();
        assertThat(ofAnother).doesNotExist();
        assertThat(history.place(history.importKey(cancelled))).doesNotExist();
        for (var job : List.of(justDone, failed, open)) {
            assertThat(history.place(history.importKey(job))).exists();
        }
        assertThat(orphan).doesNotExist();
        assertThat(chunk).doesNotExist();
        assertThat(young).exists();
        assertThat(foreign).exists();
    }

    @Test
    void a_file_without_a_job_is_deleted_only_on_the_second_pass() throws IOException {
        var late = UUID.randomUUID();
        history.file("imports/" + late, Duration.ofDays(2));
        var files = gateway.bean(StoredFiles.class);

        assertThat(files.deleteUnneeded()).isTrue();
        history.update(
                "UPDATE job SET id = '" + late + "', state = 'running', finished_at = NULL WHERE id = ?",
                history.job(1, "import", "failed"));
        files.deleteUnneeded();

        assertThat(history.place("imports/" + late)).exists();
    }

    @Test
    void a_file_that_cannot_be_deleted_keeps_only_its_own_job() throws IOException {
        var job = history.job(40, "import", "failed");
        var other = history.job(40, "noop", "failed");
        history.file(history.importKey(job) + "/in-the-way", Duration.ofDays(40));

        history.sweep();

        assertThat(history.exists(job)).isTrue();
        assertThat(history.exists(other)).isFalse();
        Files.delete(history.place(history.importKey(job) + "/in-the-way"));
        history.sweep();
        assertThat(history.exists(job)).isFalse();
    }
}
