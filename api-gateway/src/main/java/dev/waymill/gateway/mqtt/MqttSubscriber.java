package dev.waymill.gateway.mqtt;

import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Receives the messages of a broker over MQTT 5. The tick runs on one thread; the client puts messages into the queue
/// on another.
///
/// The session at the broker outlives connections and restarts. A message is acknowledged after it was taken, so after
/// a crash at any point the broker delivers it again. The broker sends at most [#AT_ONCE] messages before it gets an
/// acknowledgement, and none larger than [#LARGEST]. A new connection is made only when all messages of the last one
/// were taken, so the queue stays short, whatever happens.
final class MqttSubscriber {
    static final int AT_ONCE = 20;
    static final int LARGEST = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(MqttSubscriber.class);
    private static final Duration SESSION = Duration.ofDays(7);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;

    private final MqttProperties properties;
    private final URI url;
    private final MqttMessages messages;
    /// One for each connection: a client whose session the broker has lost would receive nothing.
    private volatile Mqtt5AsyncClient client;
    private final BlockingQueue<Mqtt5Publish> waiting = new LinkedBlockingQueue<>();
    private @Nullable Mqtt5Publish current;

    MqttSubscriber(MqttProperties properties, URI url, MqttMessages messages) {
        this.properties = properties;
        this.url = url;
        this.messages = messages;
        this.client = client(properties, url);
    }

    private static Mqtt5AsyncClient client(MqttProperties properties, URI url) {
        boolean isTls = switch (String.valueOf(url.getScheme())) {
            case "mqtt", "tcp" -> false;
            case "mqtts", "ssl" -> true;
            default -> throw new IllegalArgumentException("waymill.mqtt.url must begin with mqtt:// or mqtts://");
        };
        if (url.getHost() == null) {
            throw new IllegalArgumentException("waymill.mqtt.url has no host");
        }
        int port = url.getPort() >= 0 ? url.getPort() : isTls ? TLS_PORT : PLAIN_PORT;
        var builder = Mqtt5Client.builder()
                .identifier(properties.clientId())
                .serverHost(url.getHost())
                .serverPort(port);
        if (isTls) {
            builder = builder.sslWithDefaultConfig();
        }
        if (properties.user() != null) {
            var password = properties.password() == null ? "" : properties.password();
            builder = builder.simpleAuth()
                    .username(properties.user())
                    .password(password.getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth();
        }
        return builder.buildAsync();
    }

    boolean isConnected() {
        return client.getState() == MqttClientState.CONNECTED;
    }

    /// Takes one message, or connects when there is none and the connection is gone.
    ///
    /// @return true, since waiting for a message is part of it
    boolean tick() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        if (current == null) {
            current = waiting.poll();
        }
        if (current == null) {
            if (client.getState() == MqttClientState.DISCONNECTED) {
                connect();
            }
            current = waiting.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (current != null) {
            messages.take(current.getTopic().toString(), current.getPayloadAsBytes());
            current.acknowledge();
            current = null;
        }
        return true;
    }

    private void connect() throws InterruptedException, ExecutionException, TimeoutException {
        client = client(properties, url);
        client.publishes(MqttGlobalPublishFilter.ALL, waiting::add, true);
        client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(SESSION.toSeconds())
                .restrictions()
                .receiveMaximum(AT_ONCE)
                .maximumPacketSize(LARGEST)
                .applyRestrictions()
                .send()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        boolean isSubscribed = false;
        try {
            client.subscribeWith()
                    .topicFilter(messages.filter())
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .retainHandling(Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST)
                    .send()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            isSubscribed = true;
        } finally {
            // Otherwise the connection would stay, and nothing would come.
            if (!isSubscribed) {
                close();
            }
        }
        LOG.info("Connected to the MQTT broker, topic={}", messages.filter());
    }

    /// Ends the connection. The broker keeps what was not acknowledged.
    void close() {
        if (client.getState() != MqttClientState.DISCONNECTED) {
            client.disconnect().exceptionally(_ -> null).join();
        }
    }
}
