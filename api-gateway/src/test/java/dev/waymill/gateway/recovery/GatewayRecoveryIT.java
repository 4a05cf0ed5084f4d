package dev.waymill.gateway.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.stack.Database;
import dev.waymill.stack.LocalKafka;
import dev.waymill.stack.test.TestStack;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The gateway's recovery on a broker of its own, since consumers of other tests would keep it from running.
class GatewayRecoveryIT {
    private static LocalKafka kafka;

    private final Database database = TestStack.get().freshDatabase("recovery");
    private final JdbcClient jdbc =
            JdbcClient.create(new DriverManagerDataSource(database.url(), database.user(), database.password()));
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        kafka = LocalKafka.start(directory);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void migrate() {
        assertThat(recover("--dry-run")).isZero();
    }

    private int recover(String... options) {
        var args = new ArrayList<>(List.of("recover", "--since=2024-11-30T12:00:00Z"));
        args.addAll(List.of(options));
        args.add("--spring.datasource.url=" + database.url());
        args.add("--spring.datasource.username=" + database.user());
        args.add("--spring.datasource.password=" + database.password());
        args.add("--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
        output.reset();
        return GatewayRecovery.RECOVERY.run(
                new PrintStream(output, true, StandardCharsets.UTF_8), args.toArray(String[]::new));
    }

    private String job(String type, String state, String payload) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        INSERT INTO job (id, owner, type, payload, trace_id, traceparent, created_at, updated_at, published_at,
                                         version, state, finished_at)
                        VALUES (:id, 'ada', :type, :payload::json, '', '', '2024-11-30T11:30:00Z', '2024-11-30T11:30:00Z',
                                '2024-11-30T11:30:00Z', 7, :state,
                                CASE WHEN :state IN ('succeeded', 'failed') THEN '2024-11-30T11:40:00Z'::timestamptz END)
                        """)
                .param("id", id)
                .param("type", type)
                .param("state", state)
                .param("payload", payload)
                .update();
        return id.toString();
    }

    private List<String> rows(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }

    @Test
    void unfinished_jobs_are_published_again_and_take_over_any_version() {
        var running = job("noop", "running", "{}");
        job("noop", "failed", "{}");
        job("import", "succeeded", "{}");
        job("live", "running", "{}");

        assertThat(recover("--restored=scheduler")).isZero();

        assertThat(
                        rows(
                                "SELECT id::text FROM job WHERE published_at IS NULL AND version = 0 AND publish_after <= now()"))
                .containsExactly(running);
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("gateway: 1 unfinished jobs");
    }

    @Test
    void changes_of_the_timeline_that_only_the_gateway_knows_are_published_again_in_order() {
        var imported = job("import", "succeeded", "{\"fileName\": \"a\", \"grace\": \"PT5M\"}");
        var revert = job("revert", "succeeded", "{\"importId\": \"x\"}");
        job("noop", "succeeded", "{}");
        job("import", "failed", "{}");

        assertThat(recover("--restored=scheduler,worker")).isZero();

        assertThat(rows("SELECT id::text FROM job WHERE published_at IS NULL AND state = 'accepted' AND version = 0"))
                .containsExactlyInAnyOrder(imported, revert);
        assertThat(rows("SELECT DISTINCT terms #>> '{concurrency,key}' FROM job WHERE published_at IS NULL"))
                .containsExactly("waymill-recovery");
        assertThat(rows("SELECT payload ->> 'grace' FROM job WHERE id = '" + imported + "'"))
                .containsExactly("PT0S");
        assertThat(rows("SELECT payload ->> 'to' FROM job WHERE id = '" + revert + "'"))
                .containsExactly("2024-11-30T11:40:00.000000Z");
    }

    @Test
    void a_restored_gateway_ends_unfinished_uploads_and_counts_the_keys_that_are_valid() {
        jdbc.sql("""
                INSERT INTO upload (id, owner, length, metadata, expires_at)
                VALUES (gen_random_uuid(), 'ada', 10, '', now() + INTERVAL '1 day')
                """).update();
        jdbc.sql("""
                INSERT INTO api_key (id, owner, role, name, secret_hash)
                VALUES ('abcdefghijkl', 'ada', 'viewer', 'phone', decode(repeat('00', 32), 'hex'))
                """).update();

        assertThat(recover("--restored=gateway")).isZero();

        assertThat(rows("SELECT id::text FROM upload WHERE expires_at > clock_timestamp()"))
                .isEmpty();
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("gateway: 1 API keys are valid");
    }
}
