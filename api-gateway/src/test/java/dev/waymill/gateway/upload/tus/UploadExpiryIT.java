package dev.waymill.gateway.upload.tus;

import static dev.waymill.gateway.upload.tus.TusClient.finish;
import static dev.waymill.gateway.upload.tus.TusClient.randomFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.gateway.RunningGateway;
import org.junit.jupiter.api.Test;

/// Uploads that expire or are terminated.
class UploadExpiryIT {
    private final TusClient client = TusClient.withRole("operator");
    private final RunningGateway gateway = client.gateway;

    @Test
    void an_expired_upload_is_gone_with_its_bytes() {
        var before = client.chunkFiles();
        var id = client.create(100);
        client.patch(id, 0, randomFile(40)).is(204);
        gateway.jdbc()
                .sql("UPDATE upload SET expires_at = now() - INTERVAL '1 second' WHERE id = :id")
                .param("id", id)
                .update();
        client.patch(id, 40, randomFile(60)).isProblem(410, "upload-expired");
        client.head(id).is(410);
        gateway.bean(UploadSweep.class).tick();
        assertThat(client.chunkCount(id)).isZero();
        assertThat(client.chunkFiles()).isEqualTo(before);
        client.head(id).is(410);
        gateway.jdbc()
                .sql("UPDATE upload SET expires_at = now() - INTERVAL '8 days' WHERE id = :id")
                .param("id", id)
                .update();
        gateway.bean(UploadSweep.class).tick();
        client.head(id).is(404);
    }

    @Test
    void an_upload_that_expires_during_a_request_keeps_none_of_its_bytes() throws Exception {
        var before = client.chunkFiles();
        var id = client.create(6);
        try (var request = client.open(id, 0, 6)) {
            await().until(() -> client.chunkCount(id) == 1);
            gateway.jdbc()
                    .sql("UPDATE upload SET expires_at = now() WHERE id = :id")
                    .param("id", id)
                    .update();
            gateway.bean(UploadSweep.class).tick();
            assertThat(finish(request, "abcdef")).startsWith("HTTP/1.1 410").contains("upload-expired");
        }
        assertThat(client.chunkFiles()).isEqualTo(before);
    }

    @Test
    void a_terminated_upload_is_deleted_at_once() {
        var before = client.chunkFiles();
        var id = client.create(100);
        client.patch(id, 0, randomFile(40)).is(204);
        client.tus("DELETE", "/" + id).is(204);
        assertThat(client.chunkFiles()).isEqualTo(before);
        client.patch(id, 40, randomFile(60)).isProblem(410, "upload-expired");
    }

    @Test
    void an_import_outlives_its_upload() {
        var id = client.create(100);
        client.patch(id, 0, randomFile(100)).is(204);
        client.tus("DELETE", "/" + id).is(204);
        gateway.get("/api/v1/jobs/" + id, client.key).is(200);
        assertThat(gateway.importFile(id)).isPresent();
    }
}
