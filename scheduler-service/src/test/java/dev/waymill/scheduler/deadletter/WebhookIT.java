package dev.waymill.scheduler.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobDeadLetter.Source;
import dev.waymill.events.TaskError;
import dev.waymill.events.Topics;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.deadletter.DeadLetterStore.ReceivedLetter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The webhook for new dead letters, over real HTTP.
@SchedulerTest
class WebhookIT {
    private static final String SECRET = "not so secret";
    private static final Receiver RECEIVER = new Receiver();

    @Autowired
    DeadLetterStore letters;

    @Autowired
    Webhook webhook;

    @Autowired
    WebhookSchedule schedule;

    @Autowired
    WebhookProperties properties;

    @Autowired
    Loop webhookLoop;

    @Autowired
    HikariDataSource pool;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("waymill.dead-letters.webhook.url", RECEIVER::url);
        registry.add("waymill.dead-letters.webhook.secret", () -> SECRET);
    }

    /// One received call.
    private record Call(String signature, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    private static final class Receiver {
        private final HttpServer server;
        final List<Call> calls = new CopyOnWriteArrayList<>();
        volatile int answer = 204;
        volatile Runnable meanwhile = () -> {};

        Receiver() {
            try {
                server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
                server.createContext("/hook", this::receive);
                server.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void receive(HttpExchange exchange) throws IOException {
            try (exchange) {
                calls.add(new Call(
                        exchange.getRequestHeaders().getFirst("X-Waymill-Signature"),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                meanwhile.run();
                exchange.sendResponseHeaders(answer, -1);
            }
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        }
    }

    @BeforeEach
    void no_dead_letters_and_no_calls() {
        webhookLoop.stop();
        jdbc.sql("TRUNCATE dead_letter, dead_letter_notice").update();
        jdbc.sql("UPDATE webhook_turn SET next_at = clock_timestamp(), failures = 0")
                .update();
        RECEIVER.calls.clear();
        RECEIVER.answer = 204;
        RECEIVER.meanwhile = () -> {};
    }

    @AfterEach
    void empty_the_tables_and_start_the_loop() {
        jdbc.sql("TRUNCATE dead_letter, dead_letter_notice").update();
        webhookLoop.start();
    }

    @AfterAll
    static void stop_the_receiver() {
        RECEIVER.server.stop(0);
    }

    @Test
    void a_new_dead_letter_is_posted_once_with_a_signature() throws Exception {
        var letter = letter();
        letters.add(List.of(letter));
        letters.add(List.of(letter));

        webhook.tick();
        makeCallDue();
        webhook.tick();

        var call = RECEIVER.calls.getFirst();
        assertThat(RECEIVER.calls).hasSize(1);
        assertThat(call.json().get("items").size()).isEqualTo(1);
        assertThat(call.json().get("items").get(0).get("id").asString())
                .isEqualTo(letter.letter().eventId().toString());
        var seconds = call.signature().replaceFirst("t=(\\d+),v1=.*", "$1");
        assertThat(call.signature()).isEqualTo("t=" + seconds + ",v1=" + hmac(seconds + "." + call.body()));
        assertThat(Instant.ofEpochSecond(Long.parseLong(seconds)))
                .isBetween(Instant.EPOCH, Clock.systemUTC().instant());
    }

    @Test
    void a_refused_call_is_retried_later_even_by_another_process() {
        letters.add(List.of(letter()));
        RECEIVER.answer = 500;

        webhook.tick();
        webhook.tick();
        assertThat(RECEIVER.calls).hasSize(1);
        assertThat(secondsToNextCall()).isBetween(20L, 30L);
        makeCallDue();
        webhook.tick();
        makeCallDue();
        webhook.tick();
        assertThat(RECEIVER.calls).hasSize(3);
        assertThat(secondsToNextCall()).isBetween(35L, 40L);

        RECEIVER.answer = 200;
        makeCallDue();
        new Webhook(properties, schedule, JsonMapper.shared(), Clock.systemUTC()).tick();
        assertThat(RECEIVER.calls).hasSize(4);
        assertThat(RECEIVER.calls)
                .extracting(call -> call.json().get("items").get(0).get("id").asString())
                .containsOnly(RECEIVER.calls
                        .getFirst()
                        .json()
                        .get("items")
                        .get(0)
                        .get("id")
                        .asString());
        makeCallDue();
        webhook.tick();
        assertThat(RECEIVER.calls).hasSize(4);
    }

    @Test
    void an_unavailable_receiver_is_called_again_later() {
        letters.add(List.of(letter()));
        var away = new WebhookProperties("http://127.0.0.1:1/hook", SECRET, Duration.ofSeconds(10));

        new Webhook(away, schedule, JsonMapper.shared(), Clock.systemUTC()).tick();
        assertThat(RECEIVER.calls).isEmpty();

        makeCallDue();
        webhook.tick();
        assertThat(RECEIVER.calls).hasSize(1);
    }

    @Test
    void one_call_per_interval_carries_up_to_a_hundred_dead_letters() {
        letters.add(List.of(letter()));
        webhook.tick();
        letters.add(IntStream.range(0, 130).mapToObj(_ -> letter()).toList());

        webhook.tick();
        webhook.tick();
        assertThat(RECEIVER.calls).hasSize(1);
        assertThat(secondsToNextCall()).isBetween(5L, 10L);

        makeCallDue();
        webhook.tick();
        assertThat(RECEIVER.calls).hasSize(2);
        assertThat(RECEIVER.calls.get(1).json().get("items").size()).isEqualTo(100);
        assertThat(RECEIVER.calls.get(1).json().get("waiting").asInt()).isEqualTo(30);
        makeCallDue();
        webhook.tick();
        assertThat(RECEIVER.calls.get(2).json().get("items").size()).isEqualTo(30);
    }

    @Test
    void no_database_connection_is_held_during_a_call() {
        letters.add(List.of(letter()));
        var free = new CopyOnWriteArrayList<Boolean>();
        // Other loops hold connections for moments; a connection held by this call would be held all the time.
        RECEIVER.meanwhile = () -> {
            try {
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
                free.add(true);
            } catch (ConditionTimeoutException _) {
                free.add(false);
            }
        };

        webhook.tick();

        assertThat(free).containsExactly(true);
    }

    @Test
    void nothing_is_sent_without_a_secret() {
        assertThatThrownBy(() -> new WebhookProperties("https://example.org", "", Duration.ofSeconds(10)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WebhookProperties("file:///etc", SECRET, Duration.ofSeconds(10)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new WebhookProperties("", "", Duration.ofSeconds(10)).isOn()).isFalse();
    }

    private void makeCallDue() {
        jdbc.sql("UPDATE webhook_turn SET next_at = clock_timestamp()").update();
    }

    private long secondsToNextCall() {
        return jdbc.sql("SELECT extract(epoch FROM next_at - clock_timestamp())::bigint FROM webhook_turn")
                .query(Long.class)
                .single();
    }

    private static String hmac(String text) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static ReceivedLetter letter() {
        var source = new Source(Topics.JOB_CREATED, 3, 1, null, new byte[] {1});
        return new ReceivedLetter(
                new JobDeadLetter(
                        UUID.randomUUID(),
                        Instant.EPOCH,
                        null,
                        null,
                        null,
                        null,
                        0,
                        "unreadable-record",
                        new TaskError("unreadable-record", "No event", null),
                        null,
                        source),
                null);
    }
}
