package dev.waymill.objects;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A store and its inventory. Opened once per service.
public record ObjectStores(ObjectStore objects, ObjectInventory inventory) {
    /// Opens the store that the settings name. It is chosen when the service starts, not when it is built.
    ///
    /// @param directory a local directory
    /// @param uri in place of the directory: `file:///DIRECTORY` or `s3://BUCKET/PREFIX`
    /// @param inTransaction whether the calling thread has an open database transaction. A call to the store is
    ///     then refused: the store may be slow, and rows must not stay locked as long
    /// @throws IllegalStateException if the store says that it cannot be used like this, with the cure
    public static ObjectStores open(
            @Nullable Path directory,
            @Nullable URI uri,
            @Nullable S3Settings s3,
            BooleanSupplier inTransaction,
            Clock clock)
            throws IOException {
        var location = location(directory, uri);
        var stores = switch (location.getScheme()) {
            case "file" -> directory(Path.of(location), clock);
            case "s3" -> bucket(S3Bucket.open(location, Objects.requireNonNullElse(s3, S3Settings.NONE)));
            case null, default ->
                throw new IllegalArgumentException(
                        "Not the address of an object store: " + location + "; use file:///… or s3://BUCKET/…");
        };
        return new OutsideTransactions(inTransaction).guard(stores);
    }

    private static URI location(@Nullable Path directory, @Nullable URI uri) {
        if (uri != null && directory == null) {
            return uri;
        }
        if (directory != null && uri == null) {
            return directory.toUri();
        }
        throw new IllegalArgumentException(
                "Set either waymill.object-store.uri or waymill.object-store.directory, the same in gateway and worker");
    }

    private static ObjectStores directory(Path root, Clock clock) throws IOException {
        return new ObjectStores(new DirectoryObjectStore(root), new DirectoryInventory(root, clock));
    }

    private static ObjectStores bucket(S3Bucket bucket) {
        return new ObjectStores(new S3ObjectStore(bucket), new S3Inventory(bucket));
    }
}
