package dev.waymill.cli.up;

import dev.waymill.cli.up.ServiceProcess.Ports;
import dev.waymill.stack.LocalStack;
import dev.waymill.stack.PrivateDirectory;
import dev.waymill.stack.Settings;
import dev.waymill.stack.StartCache;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// The three services, with broker and databases, of one data directory.
public final class Trio implements AutoCloseable {
    private static final String SECRET = "between-services";

    private final Path data;
    private final LocalStack stack;
    private final Options options;
    private final StartCache cache;
    private final ServiceProcess scheduler;
    private final ServiceProcess worker;
    private final ServiceProcess gateway;
    private final List<ServiceProcess> others = new ArrayList<>();

    private Trio(Path data, LocalStack stack, Options options, StartCache cache) throws IOException {
        this.data = data;
        this.stack = stack;
        this.options = options;
        this.cache = cache;
        PrivateDirectory.create(data.resolve("objects"));
        var free = ports("gateway");
        var gatewayPorts = new Ports(options.gatewayPort().orElse(free.main()), free.management());
        this.scheduler = process("scheduler-service", "scheduler-service", ports("scheduler"), Map.of());
        this.worker = process("worker-service", "worker-service", ports("worker"), Map.of());
        this.gateway = process(
                "api-gateway",
                "api-gateway",
                gatewayPorts,
                Map.of(
                        "WAYMILL_SCHEDULER_URL", scheduler.url().toString(),
                        "WAYMILL_WORKER_URL", worker.url().toString(),
                        "WAYMILL_KEYS_ADMIN_FILE", adminKeyFile(data).toString()));
    }

    /// How the services are started.
    ///
    /// @param gatewayPort where the gateway listens; empty for any free one, the same at the next start
    /// @param heap most heap of each service, as `-Xmx` takes it
    /// @param settings further environment of each service, e.g. `WAYMILL_CONSUME_CONCURRENCY`
    public record Options(Optional<Integer> gatewayPort, String heap, Map<String, String> settings) {
        public static Options defaults() {
            return new Options(Optional.empty(), "256m", Map.of());
        }

        /// The same on that port.
        Options withPort(int port) {
            return new Options(Optional.of(port), heap, settings);
        }

        /// The same with another heap.
        public Options withHeap(String other) {
            return new Options(gatewayPort, other, settings);
        }

        /// The same with these settings.
        public Options with(Map<String, String> others) {
            return new Options(gatewayPort, heap, others);
        }
    }

    /// Starts everything and returns when the gateway says that all of it is ready.
    public static Trio start(Path dataDirectory, Options options) throws IOException {
        return start(dataDirectory, options, StartCache.USE, _ -> {});
    }

    /// @param tell is given a line now and then while the start takes long: what it waits for
    static Trio start(Path dataDirectory, Options options, StartCache cache, Consumer<String> tell) throws IOException {
        var data = dataDirectory.toAbsolutePath().normalize();
        if (options.gatewayPort().isPresent()) {
            ChosenPort.requireFree(options.gatewayPort().get(), "--port");
        }
        var stack = LocalStack.start(data, cache, tell);
        try {
            var trio = new Trio(data, stack, options, cache);
            try {
                trio.awaitReady(tell);
                return trio;
            } catch (IOException e) {
                trio.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    public LocalStack stack() {
        return stack;
    }

    public ServiceProcess gateway() {
        return gateway;
    }

    public ServiceProcess scheduler() {
        return scheduler;
    }

    public ServiceProcess worker() {
        return worker;
    }

    /// Starts one more process of a service beside that one. It ends with the trio; nobody waits for it here.
    public ServiceProcess another(ServiceProcess one) throws IOException {
        var name = one.name() + "-" + (others.size() + 2);
        var other = process(one.name(), name, ports(name), Map.of());
        others.add(other);
        return other;
    }

    public URI url() {
        return gateway.url();
    }

    /// The key that the first start made.
    public String adminKey() throws IOException {
        return Files.readString(adminKeyFile(data)).strip();
    }

    /// What the services tell each other with every call.
    public String secret() throws IOException {
        return new Settings(secretFile(data))
                .get(SECRET, () -> UUID.randomUUID().toString());
    }

    private void awaitReady(Consumer<String> tell) throws IOException {
        scheduler.awaitReady(tell);
        worker.awaitReady(tell);
        gateway.awaitReady(tell);
    }

    List<ServiceProcess> services() {
        return List.of(gateway, scheduler, worker);
    }

    static Path secretFile(Path data) {
        return data.resolve("secrets");
    }

    /// Starts again whatever has died.
    ///
    /// @return what was started again, for people to read
    List<String> revive() throws IOException {
        var revived = new ArrayList<String>();
        if (!stack.kafka().isAlive()) {
            stack.kafka().restart();
            revived.add("Kafka");
        }
        if (!stack.postgres().isAlive()) {
            stack.postgres().restart();
            revived.add("PostgreSQL");
        }
        for (var service : List.of(scheduler, worker, gateway)) {
            if (!service.isAlive()) {
                service.restart();
                revived.add(service.name());
            }
        }
        return revived;
    }

    /// Stops everything in order: who takes work first, who keeps it last.
    @Override
    public void close() {
        gateway.close();
        others.forEach(ServiceProcess::close);
        worker.close();
        scheduler.close();
        stack.close();
    }

    static Path adminKeyFile(Path data) {
        return data.resolve("admin.key");
    }

    private Ports ports(String name) throws IOException {
        var settings = new Settings(data.resolve("ports"));
        return new Ports(settings.port(name), settings.port(name + "-management"));
    }

    private ServiceProcess process(String service, String name, Ports ports, Map<String, String> more)
            throws IOException {
        var database = service.equals("api-gateway") ? "waymill_gateway" : "waymill_" + service.split("-", 2)[0];
        var reach = stack.postgres().database(database);
        var environment = new HashMap<String, String>();
        environment.put("SPRING_DATASOURCE_URL", reach.url());
        environment.put("SPRING_DATASOURCE_USERNAME", reach.user());
        environment.put("SPRING_DATASOURCE_PASSWORD", reach.password());
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", stack.kafka().bootstrapServers());
        environment.put("SERVER_PORT", Integer.toString(ports.main()));
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(ports.management()));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put(
                "WAYMILL_OBJECT_STORE_DIRECTORY", data.resolve("objects").toString());
        environment.put("WAYMILL_SECRET", secret());
        environment.putAll(more);
        environment.putAll(options.settings());
        var jvm = List.of("-Xmx" + options.heap(), "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
        var log = data.resolve("logs").resolve(name + ".log");
        return new ServiceProcess(service, log, ports, jvm, cache, environment);
    }

    /// How often [#revive] is worth calling.
    static Duration watchInterval() {
        return Duration.ofSeconds(1);
    }
}
