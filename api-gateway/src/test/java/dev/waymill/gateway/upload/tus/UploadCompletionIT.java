package dev.waymill.gateway.upload.tus;

import static dev.waymill.gateway.upload.tus.TusClient.randomFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RunningGateway;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// How a complete upload becomes one job, whatever broke before.
class UploadCompletionIT {
    private final TusClient client = TusClient.withRole("operator");
    private final RunningGateway gateway = client.gateway;

    @Test
    void a_client_that_lost_the_last_response_learns_the_job_from_the_next_one() {
        var id = client.create(100);
        client.patch(id, 0, randomFile(100)).is(204);
        assertThat(client.head(id).is(200).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(client.patch(id, 100, new byte[0]).is(204).header("Waymill-Job"))
                .isEqualTo("/api/v1/jobs/" + id);
        assertThat(client.jobCount()).isOne();
    }

    @Test
    void a_complete_upload_without_a_job_becomes_an_import_at_the_next_request() throws Exception {
        byte[] file = randomFile(1_000);
        var id = client.completeWithoutJob(file);
        assertThat(client.head(id).is(200).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(client.stored(id)).isEqualTo(file);

        var another = client.completeWithoutJob(randomFile(1_000));
        assertThat(client.patch(another, 1_000, new byte[0]).is(204).header("Waymill-Job"))
                .isEqualTo("/api/v1/jobs/" + another);
        assertThat(client.jobCount()).isEqualTo(2);
    }

    /// Simulates a crash after the submission and before the upload's row has the job id. The job has failed in
    /// the meantime.
    @Test
    void a_submitted_upload_is_not_submitted_again() throws Exception {
        byte[] file = randomFile(1_000);
        var id = client.completeWithoutJob(file);
        var chunk = gateway.jdbc()
                .sql("SELECT id FROM upload_chunk WHERE upload_id = :id")
                .param("id", id)
                .query(UUID.class)
                .single();
        client.head(id).is(200);
        Files.write(client.objects().resolve("uploads/" + chunk), file);
        gateway.jdbc()
                .sql("INSERT INTO upload_chunk (id, upload_id, start, bytes) VALUES (:chunk, :id, 0, 1000)")
                .param("chunk", chunk)
                .param("id", id)
                .update();
        gateway.jdbc()
                .sql("UPDATE upload SET job_id = NULL WHERE id = :id")
                .param("id", id)
                .update();
        gateway.jdbc()
                .sql("UPDATE job SET state = 'failed' WHERE id = :id")
                .param("id", id)
                .update();

        assertThat(client.head(id).is(200).header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(client.jobCount()).isOne();
        assertThat(client.stored(id)).isEqualTo(file);
    }

    @Test
    void an_upload_of_a_known_file_returns_the_existing_job() throws Exception {
        byte[] file = randomFile(1_000);
        var first = gateway.upload("?filename=a.gpx", client.key, file).is(202).text("/id");
        var id = client.create(1_000);
        var last = client.patch(id, 0, file).is(204);
        assertThat(last.header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + first);
        assertThat(last.header("Waymill-Notice")).isEqualTo("already-imported");
        assertThat(client.head(id).header("Waymill-Notice")).isEqualTo("already-imported");
        assertThat(gateway.importFile(id)).isEmpty();
        assertThat(client.stored(UUID.fromString(first))).isEqualTo(file);
    }
}
