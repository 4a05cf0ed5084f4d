package dev.waymill.cli.up;

import dev.waymill.cli.up.ServiceProcess.Ports;
import dev.waymill.stack.Database;
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
import java.util.stream.Stream;

/// The three services with the Kafka broker and the databases of one data directory.
public final class ServiceStack implements AutoCloseable {
    private static final String SECRET = "between-services";

    /// The local directory, unless whoever starts this names another store.
    private static final String STORE = "WAYMILL_OBJECT_STORE_URI";

    private final Path data;
    private final LocalStack stack;
    private final Options options;
    private final StartCache cache;
    private final ServiceProcess scheduler;
    private final ServiceProcess worker;
    private final ServiceProcess gateway;
    /// In start order.
    private final List<ServiceProcess> started = new ArrayList<>();

    /// Takes ownership of the stack: if this fails, everything is stopped.
    private ServiceStack(Path data, LocalStack stack, Options options, StartCache cache) throws IOException {
        this.data = data;
        this.stack = stack;
        this.options = options;
        this.cache = cache;
        try {
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
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Options for the start.
    ///
    /// @param gatewayPort the gateway's port; empty for any free port, reused at the next start
    /// @param heap maximum heap of each service, as for `-Xmx`
    /// @param settings further environment variables of each service, e.g. `WAYMILL_CONSUME_CONCURRENCY`
    /// @param databases databases of services, by service, in place of those on the data directory's own server
    public record Options(
            Optional<Integer> gatewayPort, String heap, Map<String, String> settings, Map<String, Database> databases) {
        public static Options defaults() {
            return new Options(Optional.empty(), "256m", Map.of(), Map.of());
        }

        /// Returns a copy with this gateway port.
        Options withPort(int port) {
            return new Options(Optional.of(port), heap, settings, databases);
        }

        /// Returns a copy with another heap size.
        public Options withHeap(String other) {
            return new Options(gatewayPort, other, settings, databases);
        }

        /// Returns a copy with these settings.
        public Options with(Map<String, String> others) {
            return new Options(gatewayPort, heap, others, databases);
        }

        /// Returns a copy with these databases.
        public Options withDatabases(Map<String, Database> others) {
            return new Options(gatewayPort, heap, settings, others);
        }
    }

    /// Starts everything and waits until the gateway reports that all is ready.
    public static ServiceStack start(Path dataDirectory, Options options) throws IOException {
        return start(dataDirectory, options, StartCache.USE, _ -> {});
    }

    /// @param messages receives a line from time to time during a long start, saying what it waits for
    static ServiceStack start(Path dataDirectory, Options options, StartCache cache, Consumer<String> messages)
            throws IOException {
        var data = dataDirectory.toAbsolutePath().normalize();
        if (options.gatewayPort().isPresent()) {
            PortCheck.requireFree(options.gatewayPort().get(), "--port");
        }
        return start(data, LocalStack.start(data, cache, messages), options, cache, messages);
    }

    /// Starts the services on servers that run already, and takes these over.
    public static ServiceStack start(Path dataDirectory, LocalStack servers, Options options) throws IOException {
        return start(dataDirectory.toAbsolutePath().normalize(), servers, options, StartCache.USE, _ -> {});
    }

    private static ServiceStack start(
            Path data, LocalStack servers, Options options, StartCache cache, Consumer<String> messages)
            throws IOException {
        var stack = new ServiceStack(data, servers, options, cache);
        try {
            stack.awaitReady(messages);
            return stack;
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

    /// Starts another process of the given service, without waiting until it is ready. It is stopped together
    /// with the stack.
    public ServiceProcess another(ServiceProcess one) throws IOException {
        int others = started.size() - services().size();
        var name = one.name() + "-" + (others + 2);
        return process(one.name(), name, ports(name), Map.of());
    }

    public URI url() {
        return gateway.url();
    }

    /// Returns the admin key, which the first start created.
    public String adminKey() throws IOException {
        return Files.readString(adminKeyFile(data)).strip();
    }

    /// Returns the secret that the services send with every call.
    public String secret() throws IOException {
        return secret(data);
    }

    private static String secret(Path data) throws IOException {
        return new Settings(secretFile(data))
                .get(SECRET, () -> UUID.randomUUID().toString());
    }

    private void awaitReady(Consumer<String> messages) throws IOException {
        scheduler.awaitReady(messages);
        worker.awaitReady(messages);
        gateway.awaitReady(messages);
    }

    List<ServiceProcess> services() {
        return List.of(gateway, scheduler, worker);
    }

    static Path secretFile(Path data) {
        return data.resolve("secrets");
    }

    /// Returns everything that must run, each with the way to restart it.
    List<Supervisor.Part> parts() {
        var stacked = Stream.of(
                new Supervisor.Part("Kafka", stack.kafka()::isAlive, stack.kafka()::relaunch),
                new Supervisor.Part("PostgreSQL", stack.postgres()::isAlive, stack.postgres()::restart));
        var served = Stream.of(scheduler, worker, gateway)
                .map(service -> new Supervisor.Part(service.name(), service::isAlive, service::restart));
        return Stream.concat(stacked, served).toList();
    }

    /// Stops everything in reverse start order: the services that accept work before those that store it.
    @Override
    public void close() {
        started.reversed().forEach(ServiceProcess::close);
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
        var environment = environment(data, stack, options, service);
        environment.put("SERVER_PORT", Integer.toString(ports.main()));
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(ports.management()));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.putAll(more);
        environment.putAll(options.settings());
        var jvm = List.of("-Xmx" + options.heap(), "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
        var log = data.resolve("logs").resolve(name + ".log");
        var process = new ServiceProcess(service, log, ports, jvm, cache, environment);
        started.add(process);
        return process;
    }

    /// Returns the settings with which a service reaches what it shares with others.
    static Map<String, String> environment(Path data, LocalStack stack, Options options, String service)
            throws IOException {
        var name = service.equals("api-gateway") ? "waymill_gateway" : "waymill_" + service.split("-", 2)[0];
        var database = options.databases().getOrDefault(service, stack.database(name));
        var environment = new HashMap<String, String>();
        environment.put("SPRING_DATASOURCE_URL", database.url());
        environment.put("SPRING_DATASOURCE_USERNAME", database.user());
        environment.put("SPRING_DATASOURCE_PASSWORD", database.password());
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", stack.bootstrapServers());
        var objects = data.resolve("objects").toUri().toString();
        environment.put(STORE, System.getenv().getOrDefault(STORE, objects));
        environment.put("WAYMILL_SECRET", secret(data));
        return environment;
    }

    /// Returns the interval for checking the [#parts].
    static Duration watchInterval() {
        return Duration.ofSeconds(1);
    }
}
