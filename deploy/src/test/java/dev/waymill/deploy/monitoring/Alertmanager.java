package dev.waymill.deploy.monitoring;

import com.sun.net.httpserver.HttpServer;
import dev.waymill.stack.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// An Alertmanager with `deploy/prometheus/alertmanager.yml`, and the webhooks of its receivers.
final class Alertmanager implements AutoCloseable {
    /// Debian 12's version takes the URL of a webhook only in the file itself.
    private static final Pattern URL_FILE = Pattern.compile("url_file: /etc/alertmanager/urls/([\\w-]+)");

    private final HttpServer webhooks;
    private final ChildProcess process;
    private final int port;
    private final List<Notice> notices;

    private Alertmanager(HttpServer webhooks, ChildProcess process, int port, List<Notice> notices) {
        this.webhooks = webhooks;
        this.process = process;
        this.port = port;
        this.notices = notices;
    }

    /// An alert in a call of a webhook.
    ///
    /// @param receiver the name of the receiver in the file
    record Notice(String receiver, String alert, String status) {}

    static Alertmanager start(Path directory) throws IOException {
        var notices = new CopyOnWriteArrayList<Notice>();
        var webhooks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhooks.createContext("/", exchange -> {
            var receiver = exchange.getRequestURI().getPath().substring(1);
            var call = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            for (var alert : call.path("alerts")) {
                notices.add(new Notice(
                        receiver,
                        alert.at("/labels/alertname").asString(),
                        alert.path("status").asString()));
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        webhooks.start();
        int port = new Settings(directory.resolve("ports")).port("alertmanager");
        var config = Files.writeString(
                directory.resolve("alertmanager.yml"),
                config("http://127.0.0.1:" + webhooks.getAddress().getPort()));
        var program = PrometheusPrograms.alertmanager().toString();
        PrometheusPrograms.copyTemplates(directory);
        var process = ChildProcess.start(
                directory,
                "alertmanager.log",
                program,
                "--config.file=" + config,
                "--storage.path=" + directory.resolve("alertmanager-data"),
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + port);
        return new Alertmanager(webhooks, process, port, notices);
    }

    /// Returns the file's text with a webhook for each receiver below the URL.
    static String config(String webhooks) throws IOException {
        var text = Files.readString(Project.prometheus().resolve("alertmanager.yml"));
        return URL_FILE.matcher(text).replaceAll("url: \"" + webhooks + "/$1\"");
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    List<Notice> notices() {
        return List.copyOf(notices);
    }

    @Override
    public void close() throws IOException {
        process.close();
        webhooks.stop(0);
    }
}
