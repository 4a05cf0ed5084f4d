package dev.waymill.objects;

import dev.waymill.stack.LocalS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.util.UUID;

/// The kinds of stores that a test can open.
enum TestStore {
    DIRECTORY {
        @Override
        ObjectStores open() throws IOException {
            return open(Files.createTempDirectory("objects").toUri());
        }
    },
    S3 {
        @Override
        ObjectStores open() throws IOException {
            return open(newBucket());
        }
    };

    /// A store without any object.
    abstract ObjectStores open() throws IOException;

    static ObjectStores open(URI location) throws IOException {
        return ObjectStores.open(null, location, settings(), () -> false, Clock.systemUTC());
    }

    /// The address of a new bucket, with a prefix.
    static URI newBucket() throws IOException {
        var name = "b" + UUID.randomUUID();
        Server.S3.createBucket(name);
        return URI.create("s3://" + name + "/a/prefix");
    }

    /// The server of this JVM.
    static LocalS3 server() {
        return Server.S3;
    }

    static S3Settings settings() {
        return settings(Server.S3);
    }

    static S3Settings settings(LocalS3 server) {
        var settings = server.settings("any");
        return new S3Settings(
                server.endpoint(),
                null,
                settings.get("waymill.object-store.s3.access-key"),
                settings.get("waymill.object-store.s3.secret-key"));
    }

    /// Started at first use; ends with this JVM.
    private static final class Server {
        static final LocalS3 S3 = start();

        private static LocalS3 start() {
            try {
                return LocalS3.start(Files.createTempDirectory("s3"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
