package dev.waymill.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Acknowledged data survives any failure of the processes.
class LocalStackIT {
    @TempDir
    Path directory;

    @Test
    void written_data_survives_a_stop_a_crash_and_a_restart() throws Exception {
        try (var stack = LocalStack.start(directory)) {
            write(stack);
        }
        try (var stack = LocalStack.start(directory)) {
            assertWritten(stack);

            stack.kafka().kill();
            stack.postgres().kill();
            stack.kafka().restart();
            stack.postgres().restart();

            assertWritten(stack);
        }
    }

    @Test
    void a_new_start_finds_all_data_after_the_parent_was_killed() throws Exception {
        var parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dwaymill.home=" + System.getProperty("waymill.home"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = parent.inputReader()) {
            assertThat(output.lines().anyMatch("written"::equals)).isTrue();
        }
        var children = parent.descendants().toList();
        parent.destroyForcibly().onExit().join();

        try (var stack = LocalStack.start(directory)) {
            assertWritten(stack);
        }
        Awaitility.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void a_directory_belongs_to_one_process_at_a_time() throws Exception {
        try (var _ = LocalStack.start(directory)) {
            assertThatThrownBy(() -> LocalStack.start(directory))
                    .isInstanceOf(LocalStack.DirectoryInUseException.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void services_have_plain_roles_limited_to_their_own_database() throws Exception {
        try (var postgres = LocalPostgres.start(directory)) {
            var worker = postgres.database("waymill_worker");

            assertThat(worker.query("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
            assertThat(worker.query("SHOW fsync")).isEqualTo("on");
            assertThatThrownBy(() -> new Database(
                                    postgres.database("waymill_gateway").url(), worker.user(), worker.password())
                            .connect())
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> new Database(worker.url(), "postgres", "guess").connect())
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void a_stack_uses_other_ports_when_its_ports_are_taken() throws Exception {
        String lastServers;
        try (var stack = LocalStack.start(directory)) {
            write(stack);
            lastServers = stack.kafka().bootstrapServers();
        }
        try (var _ = hold("kafka", "port");
                var _ = hold("kafka", "controller.port");
                var _ = hold("postgres", "port");
                var stack = LocalStack.start(directory)) {
            assertThat(stack.kafka().bootstrapServers()).isNotEqualTo(lastServers);
            assertWritten(stack);
        }
    }

    @Test
    void a_server_that_dies_fails_the_start_with_its_log() throws Exception {
        LocalPostgres.start(directory).close();
        Files.delete(directory.resolve("data/global/pg_control"));
        var before = System.nanoTime();

        assertThatThrownBy(() -> LocalPostgres.start(directory))
                .hasMessageContaining("PostgreSQL")
                .hasMessageContaining("pg_control");

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(50));
    }

    @Test
    void a_broker_with_a_damaged_start_cache_starts_without_a_warning() throws Exception {
        var libraries = Path.of(System.getProperty("waymill.home"), "local-stack", "target", "kafka");
        Files.createSymbolicLink(directory.resolve("libraries"), libraries);
        Files.writeString(directory.resolve("kafka.aot"), "no cache at all");
        System.setProperty("waymill.kafka.libs", directory.resolve("libraries").toString());
        try (var kafka = LocalKafka.start(directory.resolve("broker"))) {
            assertThat(LocalKafka.startCache()).isEqualTo(directory.resolve("kafka.aot"));
            assertThat(kafka.isAlive()).isTrue();
            assertThat(directory.resolve("broker/kafka.log")).content().doesNotContainIgnoringCase("aot");
        } finally {
            System.clearProperty("waymill.kafka.libs");
        }
    }

    @Test
    @Timeout(90)
    void a_broker_that_hangs_during_its_start_can_be_killed() throws Exception {
        try (var kafka = LocalKafka.start(directory)) {
            var first = kafka.process();
            kafka.kill();
            var restart = CompletableFuture.runAsync(() -> restart(kafka), Thread::startVirtualThread);
            var hanging = Awaitility.await()
                    .until(() -> otherBroker(first), Optional::isPresent)
                    .orElseThrow();
            new ProcessBuilder("kill", "-STOP", "" + hanging.pid()).start().waitFor();

            CompletableFuture.runAsync(kafka::kill, Thread::startVirtualThread).get(20, TimeUnit.SECONDS);

            assertThat(restart)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withMessageContaining("Kafka exited before it was ready");
        }
    }

    @Test
    void an_interrupted_first_start_is_repeated() throws Exception {
        Files.createDirectories(directory.resolve("data.unfinished.1"));
        Files.writeString(directory.resolve("data.unfinished.1/PG_VERSION"), "18\n");

        try (var postgres = LocalPostgres.start(directory)) {
            assertThat(postgres.superuser().query("SELECT 1")).isEqualTo("1");
            assertThat(directory.resolve("data.unfinished.1")).doesNotExist();
        }
    }

    @Test
    void a_stale_pid_file_does_not_stop_another_server() throws Exception {
        var crashed = directory.resolve("crashed");
        LocalPostgres.start(crashed).close();
        try (var other = LocalPostgres.start(directory.resolve("other"))) {
            Files.writeString(
                    crashed.resolve("data/postmaster.pid"), other.pid().orElseThrow() + "\n" + crashed + "/data\n");

            LocalPostgres.stopOrphanIn(crashed);

            assertThat(other.isAlive()).isTrue();
            assertThat(other.superuser().query("SELECT 1")).isEqualTo("1");
        }
    }

    private static void restart(LocalKafka kafka) {
        try {
            kafka.restart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ProcessHandle> otherBroker(ProcessHandle first) {
        return ProcessHandle.current()
                .children()
                .filter(child -> !child.equals(first))
                .filter(child ->
                        List.of(child.info().arguments().orElse(new String[0])).contains(BrokerMain.class.getName()))
                .findFirst();
    }

    /// Runs a stack until this process is killed.
    static final class Parent {
        public static void main(String[] args) throws Exception {
            var stack = LocalStack.start(Path.of(args[0]));
            write(stack);
            System.out.println("written");
            System.out.close();
            Thread.currentThread().join();
        }
    }

    /// Binds the port that a server used before, as another program might.
    private ServerSocket hold(String server, String port) throws Exception {
        var settings = new Settings(directory.resolve(server).resolve(server + ".settings"));
        var last = Integer.parseInt(settings.get(port, () -> "0"));
        return new ServerSocket(last, 1, InetAddress.getLoopbackAddress());
    }

    private static void write(LocalStack stack) throws Exception {
        stack.postgres()
                .database("waymill_worker")
                .execute("CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('row')");
        Map<String, Object> server = Map.of("bootstrap.servers", stack.kafka().bootstrapServers(), "acks", "all");
        try (var admin = Admin.create(server);
                var producer = new KafkaProducer<>(server, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>("kept", "record")).get();
        }
    }

    private static void assertWritten(LocalStack stack) throws Exception {
        assertThat(stack.postgres().database("waymill_worker").query("SELECT word FROM kept"))
                .isEqualTo("row");
        Map<String, Object> server = Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (var consumer = new KafkaConsumer<>(server, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition("kept", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(Duration.ofMinutes(1)))
                    .extracting(record -> record.value())
                    .containsExactly("record");
        }
    }
}
