package dev.waymill.system.cluster;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.waymill.stack.test.DebianPackages;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// HAProxy with the configuration of `docker-compose.yml`; only addresses differ. Where it is neither installed nor
/// available as Debian's package, the calling test is skipped with the reason.
final class HaProxy implements AutoCloseable {
    private static final Path HOME = Path.of(System.getProperty("waymill.home", ".."));
    private static final Path PACKAGES =
            HOME.resolve("system-tests/target/haproxy").toAbsolutePath();
    private static final Pattern SERVICE = Pattern.compile("bind :\\d+\n  server-template (?<name>\\w+) 8 \\w+:\\d+");
    /// Servers have fixed addresses here, and no container asks for the proxy's own health.
    private static final Pattern CONTAINERS = Pattern.compile(
            "(?m)^resolvers \\w+\n(?:  .*\n)+|^frontend health\n(?:  .*\n)+| resolvers \\w+ init-addr none");
    /// Ends the program when the test's process ends, however that dies.
    private static final List<String> BOUND = List.of("sh", "-c", "\"$@\" & cat > /dev/null; kill $!; wait $!", "sh");

    private final Process process;

    private HaProxy(Process process) {
        this.process = process;
    }

    /// Starts it before services that may start later.
    ///
    /// @param urls where each service is offered
    /// @param servers the ports of each service's instances
    static HaProxy start(Path directory, Map<String, URI> urls, Map<String, List<Integer>> servers) throws IOException {
        var shipped = Files.readString(HOME.resolve("deploy/compose/haproxy.cfg"));
        var local = SERVICE.matcher(CONTAINERS.matcher(shipped).replaceAll(""))
                .replaceAll(found -> service(found.group("name"), urls, servers));
        var config = Files.writeString(directory.resolve("haproxy.cfg"), local);
        var builder =
                new ProcessBuilder(Stream.concat(BOUND.stream(), Stream.of(program(), "-db", "-f", config.toString()))
                        .toList());
        builder.environment()
                .put(
                        "LD_LIBRARY_PATH",
                        PACKAGES.resolve("root/usr/lib/x86_64-linux-gnu").toString());
        return new HaProxy(builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("haproxy.log").toFile())
                .start());
    }

    private static String service(String name, Map<String, URI> urls, Map<String, List<Integer>> servers) {
        var instances = Objects.requireNonNull(servers.get(name)).stream()
                .map(port -> "  server port-%d 127.0.0.1:%d".formatted(port, port))
                .collect(Collectors.joining("\n"));
        return "bind " + Objects.requireNonNull(urls.get(name)).getAuthority() + "\n" + instances;
    }

    private static String program() {
        var installed = Path.of("/usr/sbin/haproxy");
        if (Files.isExecutable(installed)) {
            return installed.toString();
        }
        try {
            return DebianPackages.unpack(
                            PACKAGES, "haproxy", "liblua5.3-0", "libopentracing-c-wrapper0", "libopentracing1")
                    .resolve("usr/sbin/haproxy")
                    .toString();
        } catch (IOException e) {
            System.err.println("SKIPPED: HAProxy is not available: " + e.getMessage());
            return abort("HAProxy is not available: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (IOException e) {
            throw new IllegalStateException("HAProxy's input cannot be closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
