package dev.waymill.gateway.upload;

import static dev.waymill.gateway.upload.UploadClient.atOnce;
import static dev.waymill.gateway.upload.UploadClient.randomFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.ImportFile;
import dev.waymill.gateway.RunningGateway;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.gateway.trace.Trace;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A file that was uploaded before: when it becomes a new job, and when the answer is the earlier one.
class RepeatedFileIT {
    private final UploadClient client = new UploadClient();
    private final RunningGateway gateway = client.gateway;
    private final String key = client.key;

    @Test
    void a_repeated_file_returns_the_existing_job() {
        byte[] file = randomFile(3_000);
        var first = gateway.upload("?filename=a.gpx", key, file).is(202);
        long stored = gateway.storedFiles().size();
        var second = gateway.upload("?filename=b.gpx", key, file).is(200);
        assertThat(second.text("/id")).isEqualTo(first.text("/id"));
        assertThat(second.header("Location")).isEqualTo("/api/v1/jobs/" + first.text("/id"));
        assertThat(second.text("/notice/code")).isEqualTo("already-imported");
        assertThat(second.text("/notice/detail")).contains(first.text("/id"), "It was not imported again");
        assertThat(gateway.storedFiles().size()).isEqualTo(stored);
    }

    @Test
    void the_same_file_of_another_owner_is_another_import() {
        byte[] file = randomFile(3_000);
        var mine = gateway.upload("?filename=a.gpx", key, file).is(202);
        var theirs = gateway.upload("?filename=a.gpx", gateway.key("someone-else", "operator"), file)
                .is(202);
        assertThat(theirs.text("/id")).isNotEqualTo(mine.text("/id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "cancelled"})
    void the_file_of_a_failed_or_cancelled_import_can_be_uploaded_again(String state) {
        byte[] file = randomFile(3_000);
        var first = gateway.upload("?filename=a.gpx", key, file).is(202);
        gateway.jdbc()
                .sql("UPDATE job SET state = :state WHERE id = :id")
                .param("state", state)
                .param("id", UUID.fromString(first.text("/id")))
                .update();
        var second = gateway.upload("?filename=a.gpx", key, file).is(202);
        assertThat(second.text("/id")).isNotEqualTo(first.text("/id"));
    }

    @Test
    void a_file_from_which_nothing_was_imported_may_come_again() {
        byte[] file = randomFile(100);
        var first = gateway.upload("?filename=a.gpx", key, file).is(202).text("/id");
        end(first, "failed", "{\"outcome\": \"nothing-imported\", \"points\": {\"read\": 2, \"rejected\": 2}}");
        var second = gateway.upload("?filename=a.gpx", key, file).is(202).text("/id");
        // As in earlier versions.
        end(second, "succeeded", "{\"points\": {\"read\": 2, \"rejected\": 2}}");
        var third = gateway.upload("?filename=a.gpx", key, file).is(202).text("/id");
        end(third, "succeeded", "{\"outcome\": \"nothing-new\", \"points\": {\"read\": 2, \"rejected\": 1}}");

        assertThat(gateway.upload("?filename=a.gpx", key, file).is(200).text("/id"))
                .isEqualTo(third)
                .isNotEqualTo(second)
                .isNotEqualTo(first);
    }

    @Test
    void concurrent_uploads_of_one_file_create_one_job() throws Exception {
        byte[] file = randomFile(3_000);
        var answers = atOnce(8, () -> gateway.upload("?filename=a.gpx", key, file));
        assertThat(answers.stream().map(a -> a.text("/id")).distinct()).hasSize(1);
        assertThat(answers.stream().filter(a -> a.status() == 202)).hasSize(1);
        assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(7);
        assertThat(gateway.storedFiles().stream()
                        .filter(path ->
                                path.toString().contains(answers.getFirst().text("/id"))))
                .hasSize(1);
    }

    @Test
    void equal_submissions_that_collide_in_the_database_create_one_job() throws Exception {
        var submissions = gateway.bean(Submissions.class);
        for (int round = 0; round < 10; round++) {
            var sha256 = "%064d".formatted(round);
            var start = new CyclicBarrier(8);
            var outcomes = atOnce(8, () -> {
                var id = UUID.randomUUID();
                var file = new ImportFile("a", sha256, 1, null, Duration.ZERO, null, null);
                var trace = new Trace("0".repeat(32), "00-" + "0".repeat(32) + "-0000000000000000-00");
                start.await();
                return submissions.submit(new Submission(id, key, Submission.Work.of(file), trace, null));
            });
            assertThat(outcomes.stream().filter(Submission.Outcome.Accepted.class::isInstance))
                    .hasSize(1);
            assertThat(outcomes.stream().filter(Submission.Outcome.AlreadyThere.class::isInstance))
                    .hasSize(7);
        }
    }

    private void end(String job, String state, String result) {
        gateway.jdbc()
                .sql("UPDATE job SET state = :state, result = :result::json, version = 9 WHERE id = :job::uuid")
                .param("state", state)
                .param("result", result)
                .param("job", job)
                .update();
    }
}
