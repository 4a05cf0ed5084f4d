package dev.waymill.system.cluster;

import dev.waymill.cli.up.ServiceProcess;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.stack.LocalCluster;
import dev.waymill.stack.LocalS3;
import dev.waymill.stack.Settings;
import dev.waymill.system.Waymill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/// Two instances of each service behind a proxy, on three brokers, a pair of database servers and an S3 store. All
/// tests
/// share one, since its start takes a minute or more; each test repairs what it has broken.
final class Cluster {
    final LocalS3 store;
    /// The directory with the store's objects as files.
    final Path bucket;
    final LocalCluster servers;
    final Waymill waymill;
    /// Of all gateways: the proxy's.
    final URI url;
    final List<ServiceProcess> gateways;
    final List<ServiceProcess> schedulers;
    final List<ServiceProcess> workers;

    private final HaProxy proxy;

    private Cluster(Path directory) throws IOException {
        store = LocalS3.start(directory.resolve("s3"));
        bucket = store.createBucket("files");
        servers = LocalCluster.start(directory.resolve("servers"));
        var data = Files.createDirectories(directory.resolve("services"));
        // The services take the same ports when they start.
        var ports = new Settings(data.resolve("ports"));
        var instances = Map.of(
                "gateway", List.of(ports.port("gateway"), ports.port("api-gateway-2")),
                "scheduler", List.of(ports.port("scheduler"), ports.port("scheduler-service-3")),
                "worker", List.of(ports.port("worker"), ports.port("worker-service-4")));
        var own = new Settings(directory.resolve("proxy.ports"));
        url = url(own, "gateway");
        var schedulerUrl = url(own, "scheduler");
        var workerUrl = url(own, "worker");
        var urls = Map.of("gateway", url, "scheduler", schedulerUrl, "worker", workerUrl);
        proxy = HaProxy.start(directory, urls, instances);
        var settings = new HashMap<>(store.environment("files"));
        settings.put("WAYMILL_SCHEDULER_URL", schedulerUrl.toString());
        settings.put("WAYMILL_WORKER_URL", workerUrl.toString());
        var services = ServiceStack.start(
                data, servers, ServiceStack.Options.defaults().with(settings));
        waymill = new Waymill(services, url);
        gateways = List.of(services.gateway(), services.another(services.gateway()));
        schedulers = List.of(services.scheduler(), services.another(services.scheduler()));
        workers = List.of(services.worker(), services.another(services.worker()));
        for (var second : List.of(gateways, schedulers, workers)) {
            second.getLast().awaitReady();
        }
    }

    static Cluster get() {
        return Holder.CLUSTER;
    }

    /// Starts the cluster once, at first access, and stops it when the JVM ends.
    private static final class Holder {
        static final Cluster CLUSTER = start();

        private static Cluster start() {
            try {
                var directory = Files.createTempDirectory("waymill-cluster");
                var cluster = new Cluster(directory);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    cluster.stop();
                    FileUtils.deleteQuietly(directory.toFile());
                }));
                return cluster;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static URI url(Settings ports, String service) throws IOException {
        return URI.create("http://127.0.0.1:" + ports.port(service));
    }

    private void stop() {
        try (store;
                proxy) {
            waymill.close();
        }
    }
}
