package dev.waymill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/// The state after a start, whatever an earlier stop left behind.
class StartIT {
    @Test
    void the_first_start_writes_a_private_admin_key_and_later_starts_keep_it() throws Exception {
        try (var gateway = RunningGateway.start()) {
            var file = gateway.directory.resolve("admin.key");
            var content = Files.readString(file);
            assertThat(content).isEqualTo(gateway.adminKey() + "\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            gateway.restart(Map.of());
            assertThat(Files.readString(file)).isEqualTo(content);
            gateway.get("/api/v1/keys", gateway.adminKey()).is(200);
            assertThat(gateway.directory.toFile().list((_, name) -> name.contains("partial")))
                    .isEmpty();
        }
    }

    @Test
    void an_unregistered_key_is_registered_at_the_next_start() {
        try (var gateway = RunningGateway.start()) {
            gateway.jdbc().sql("DELETE FROM api_key").update();
            gateway.get("/api/v1/keys", gateway.adminKey()).isProblem(401, "unauthenticated");
            gateway.restart(Map.of());
            gateway.get("/api/v1/keys", gateway.adminKey()).is(200);
        }
    }

    @Test
    void a_lost_file_is_replaced_by_a_new_key_and_a_revoked_key_stays_revoked() throws Exception {
        try (var gateway = RunningGateway.start()) {
            var file = gateway.directory.resolve("admin.key");
            var first = gateway.adminKey();
            Files.delete(file);
            gateway.restart(Map.of());
            var second = Files.readString(file).strip();
            assertThat(second).isNotEqualTo(first);
            gateway.send(gateway.request("/api/v1/keys/" + second.substring(3, 15), first)
                            .DELETE())
                    .is(200);
            gateway.restart(Map.of());
            gateway.get("/api/v1/keys", second).isProblem(401, "unauthenticated");
            gateway.get("/api/v1/keys", first).is(200);
        }
    }

    @Test
    void a_file_without_a_key_stops_the_start_with_advice() throws Exception {
        try (var gateway = RunningGateway.start()) {
            var file = gateway.directory.resolve("admin.key");
            Files.writeString(file, "");
            assertThatThrownBy(() -> gateway.restart(Map.of()))
                    .hasMessageContaining("admin.key")
                    .hasMessageContaining("Delete it");
        }
    }

    @Test
    void the_database_is_at_the_newest_migration() {
        try (var gateway = RunningGateway.start()) {
            var migrations = gateway.bean(Flyway.class).info();
            assertThat(migrations.applied()).isNotEmpty();
            assertThat(migrations.pending()).isEmpty();
        }
    }

    @Test
    void uploads_beyond_the_limit_are_refused_with_retry_after() throws Exception {
        try (var gateway = RunningGateway.start(Map.of("waymill.upload.max-concurrent", "1"))) {
            var head =
                    "POST /api/v1/imports?filename=slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: "
                            + gateway.adminKey() + "\r\nContent-Length: 4\r\n\r\n";
            try (var slow = new Socket("localhost", gateway.port())) {
                slow.getOutputStream().write((head + "ab").getBytes(UTF_8));
                slow.getOutputStream().flush();
                await().until(() -> gateway.storedFiles().size() == 1);
                var refused = gateway.upload("?filename=a", gateway.adminKey(), new byte[] {1});
                refused.isProblem(429, "too-many-uploads");
                assertThat(refused.header("Retry-After")).isEqualTo("2");
                slow.getOutputStream().write("cd".getBytes(UTF_8));
                assertThat(new String(slow.getInputStream().readAllBytes(), UTF_8))
                        .startsWith("HTTP/1.1 202");
            }
            gateway.upload(
                            "?filename=a",
                            gateway.adminKey(),
                            UUID.randomUUID().toString().getBytes(UTF_8))
                    .is(202);
        }
    }
}
