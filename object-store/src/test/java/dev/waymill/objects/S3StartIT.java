package dev.waymill.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the settings of a store may be, and what is said when they are wrong.
class S3StartIT {
    @TempDir
    Path directory;

    @Test
    void a_missing_bucket_is_named() throws IOException {
        assertThatThrownBy(() -> TestStore.open(URI.create("s3://no-such-bucket/x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-bucket")
                .hasMessageContaining(TestStore.server().endpoint().toString())
                .hasMessageContaining("NoSuchBucket")
                .hasMessageContaining("waymill.object-store.uri");
    }

    @Test
    void wrong_credentials_are_refused_at_the_start_and_not_repeated() throws IOException {
        var location = TestStore.newBucket();
        var right = TestStore.settings();
        var wrongSecret = new S3Settings(right.endpoint(), null, right.accessKey(), "wrong-secret");
        var wrongKey = new S3Settings(right.endpoint(), null, "wrong-key", right.secretKey());

        assertThatThrownBy(() -> open(null, location, wrongSecret))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SignatureDoesNotMatch")
                .hasMessageContaining("secret-key")
                .hasMessageNotContaining("wrong-secret");
        assertThatThrownBy(() -> open(null, location, wrongKey))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("InvalidAccessKeyId");
        assertThat(right.toString()).doesNotContain(String.valueOf(right.secretKey()));
    }

    @Test
    void a_service_starts_while_the_store_is_away() {
        var away = new S3Settings(URI.create("http://127.0.0.1:1"), null, "a", "b");

        assertThatCode(() -> open(null, URI.create("s3://bucket"), away)).doesNotThrowAnyException();
    }

    @Test
    void a_store_that_has_trouble_is_no_reason_not_to_start() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        var busy = new S3Settings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), null, "a", "b");
        try {
            assertThatCode(() -> open(null, URI.create("s3://bucket"), busy)).doesNotThrowAnyException();
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3:///x",
                "s3://a",
                "s3://b u",
                "s3://bucket/../x",
                "s3://bucket/a//b",
                "s3://bucket?x=1",
                "http://bucket/x",
                "bucket",
                "S3:bucket"
            })
    void an_address_that_is_none_is_refused(String uri) {
        assertThatThrownBy(() -> open(null, URI.create(uri.replace(" ", "%20")), TestStore.settings()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void either_a_directory_or_an_address_is_set() {
        var uri = directory.toUri();

        assertThatCode(() -> open(directory, null, null)).doesNotThrowAnyException();
        assertThatCode(() -> open(null, uri, null)).doesNotThrowAnyException();
        assertThatThrownBy(() -> open(null, null, null)).hasMessageContaining("waymill.object-store.uri");
        assertThatThrownBy(() -> open(directory, uri, null)).hasMessageContaining("either");
        assertThatThrownBy(() -> new S3Settings(null, null, "key", null)).hasMessageContaining("together");
    }

    @Test
    void a_call_in_a_transaction_is_refused() throws Exception {
        var stores = ObjectStores.open(directory, null, null, () -> true, Clock.systemUTC());

        assertRefused(() -> stores.objects().put("a", Contents.of("a"), 1));
        assertRefused(() -> stores.objects().open("a"));
        assertRefused(() -> stores.objects().delete("a"));
        assertRefused(() -> stores.inventory().list("a", _ -> {}));
        assertRefused(() -> stores.inventory().storedAt("a"));
        assertRefused(() -> stores.inventory().deleteAbandoned(Duration.ZERO));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessageContaining("transaction");
    }

    private static ObjectStores open(@Nullable Path directory, @Nullable URI uri, @Nullable S3Settings s3)
            throws IOException {
        return ObjectStores.open(directory, uri, s3, () -> false, Clock.systemUTC());
    }
}
