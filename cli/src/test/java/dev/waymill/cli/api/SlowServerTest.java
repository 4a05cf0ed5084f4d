package dev.waymill.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.waymill.cli.api.Api.Timeouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SlowServerTest {
    private static final Timeouts SHORT = new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));

    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private Api api;

    /// The client's requests.
    enum Question {
        GET(api -> api.get("/a")),
        POST(api -> api.post("/a")),
        POST_JSON(api -> api.post("/a", "{}")),
        POST_FOR_JOB(api -> api.postForJob("/a")),
        POST_LINES(api -> api.postLines("/a", "{}\n{}")),
        UPLOAD(api -> api.upload("a.gpx", new byte[100_000], Map.of())),
        DOWNLOAD(api -> download(api, OutputStream.nullOutputStream()));

        private final Consumer<Api> ask;

        Question(Consumer<Api> ask) {
            this.ask = ask;
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        api = api(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        over.countDown();
        api.close();
        server.stop(0);
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_never_answers_is_reported_as_too_slow(Question question) throws Exception {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var toSilent = api(silent.getLocalPort())) {
            assertTooSlow(() -> question.ask.accept(toSilent));
        }
    }

    @Test
    void a_stalled_download_is_aborted() {
        answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[100]);
            exchange.getResponseBody().flush();
            awaitEnd();
        });
        var got = new ByteArrayOutputStream();

        assertTooSlow(() -> api.download("/a", got));

        assertThat(got.size()).isEqualTo(100);
    }

    @Test
    void a_slow_download_with_progress_is_not_aborted() throws Exception {
        answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 10; i++) {
                exchange.getResponseBody().write(new byte[100]);
                exchange.getResponseBody().flush();
                pause();
            }
            exchange.close();
        });
        var got = new ByteArrayOutputStream();

        api.download("/a", got);

        assertThat(got.size()).isEqualTo(1_000);
    }

    /// The upload is larger than the socket buffers.
    @Test
    void a_slow_upload_with_progress_is_not_aborted() {
        answer(exchange -> {
            while (exchange.getRequestBody().readNBytes(3 << 20).length > 0) {
                pause();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });

        assertThat(api.upload("a.gpx", new byte[32 << 20], Map.of())).isEmpty();
    }

    private static void assertTooSlow(ThrowingCallable question) {
        assertThatThrownBy(question).isInstanceOf(ApiException.class).hasMessageContaining("timed out");
    }

    private static void download(Api api, OutputStream out) {
        try {
            api.download("/a", out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void answer(HttpHandler handler) {
        server.createContext("/", handler);
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Api api(int port) {
        return new Api(URI.create("http://127.0.0.1:" + port), "key", Optional.empty(), SHORT);
    }
}
