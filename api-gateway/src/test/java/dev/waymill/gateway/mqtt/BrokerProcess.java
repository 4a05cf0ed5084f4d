package dev.waymill.gateway.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// HiveMQ Community Edition in a process of its own, because it changes the logging of its JVM.
final class BrokerProcess implements AutoCloseable {
    private static final String READY = "The broker is ready";
    private static final String CONFIGURATION = """
            <?xml version="1.0"?>
            <hivemq>
              <listeners>
                <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
              </listeners>
              <persistence><mode>in-memory</mode></persistence>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            </hivemq>
            """;

    final int port;
    private Process process;

    private BrokerProcess(int port) throws IOException {
        this.port = port;
        this.process = launch(port);
    }

    static BrokerProcess start() throws IOException {
        try (var free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            free.close();
            return new BrokerProcess(port);
        }
    }

    /// Kills the broker and starts it again. Its sessions are lost.
    void restart() throws IOException {
        process.destroyForcibly().onExit().join();
        process = launch(port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /// Publishes a message as a phone does: at least once.
    void publish(String topic, String payload) {
        var phone = Mqtt5Client.builder()
                .identifier(UUID.randomUUID().toString())
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        phone.connect();
        phone.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .send();
        phone.disconnect();
    }

    private static Process launch(int port) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var output = new StringBuilder();
        for (var line = lines.readLine(); line != null && !line.equals(READY); line = lines.readLine()) {
            output.append(line).append('\n');
        }
        if (!process.isAlive()) {
            throw new IOException("The broker ended: " + output);
        }
        Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
        return process;
    }

    /// The process: runs until it is killed.
    public static void main(String[] arguments) throws Exception {
        var folder = Files.createTempDirectory("broker");
        var configuration = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(configuration.resolve("config.xml"), CONFIGURATION.formatted(Integer.parseInt(arguments[0])));
        EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration)
                .withDataFolder(Files.createDirectories(folder.resolve("data")))
                .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
                .build()
                .start()
                .join();
        System.out.println(READY);
        // Ends with the JVM that started it.
        while (ProcessHandle.current().parent().isPresent()) {
            Thread.sleep(1_000);
        }
        System.exit(0);
    }
}
