package dev.waymill.objects;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The requests to one bucket, for keys below a prefix. Each either succeeds or throws an [IOException], at the
/// latest after its limit: [StoreUnavailableException] if it may succeed later. Thread-safe.
final class S3Bucket {
    private static final int SERVER_ERRORS = 500;

    private final S3Clients clients;
    private final S3Limits limits;
    private final String name;
    private final String prefix;

    /// @param prefix empty, or ends with `/`
    S3Bucket(S3Clients clients, S3Limits limits, String name, String prefix) {
        this.clients = clients;
        this.limits = limits;
        this.name = name;
        this.prefix = prefix;
    }

    /// Opens the bucket of an address `s3://BUCKET/PREFIX`.
    ///
    /// @throws IllegalStateException if the store says that the bucket cannot be used, with the cure
    static S3Bucket open(URI location, S3Settings settings) {
        return open(location, settings, S3Limits.DEFAULT);
    }

    static S3Bucket open(URI location, S3Settings settings, S3Limits limits) {
        var address = S3Address.of(location);
        var clients = S3Clients.of(settings, limits);
        S3Start.check(clients.usual(), address, settings, limits);
        return new S3Bucket(clients, limits, address.bucket(), address.prefix());
    }

    S3Limits limits() {
        return limits;
    }

    /// Stores an object in one request. The store compares the MD5 with what it has received.
    void put(String key, PartReader part) throws IOException {
        call(
                key,
                () -> clients.usual()
                        .putObject(
                                put -> put.bucket(name)
                                        .key(prefix + key)
                                        .contentLength((long) part.length())
                                        .contentMD5(md5(part)),
                                body(part)));
    }

    /// Begins an object in parts.
    ///
    /// @return the id of the upload
    String begin(String key) throws IOException {
        return call(
                        key,
                        () -> clients.usual()
                                .createMultipartUpload(
                                        create -> create.bucket(name).key(prefix + key)))
                .uploadId();
    }

    /// @param number from 1
    CompletedPart putPart(String key, String upload, int number, PartReader part) throws IOException {
        var stored = call(
                key,
                () -> clients.usual()
                        .uploadPart(
                                put -> put.bucket(name)
                                        .key(prefix + key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentLength((long) part.length())
                                        .contentMD5(md5(part)),
                                body(part)));
        return CompletedPart.builder().partNumber(number).eTag(stored.eTag()).build();
    }

    /// Joins the parts. Verify the length afterwards: a retry whose predecessor succeeded finds no upload.
    void complete(String key, String upload, List<CompletedPart> parts) throws IOException {
        call(key, () -> {
            try {
                clients.completing()
                        .completeMultipartUpload(complete -> complete.bucket(name)
                                .key(prefix + key)
                                .uploadId(upload)
                                .multipartUpload(all -> all.parts(parts)));
            } catch (NoSuchUploadException _) {
                // Whether it was this upload that made the object shows its length.
            }
            return upload;
        });
    }

    /// Removes the parts of an upload that was not completed.
    void abort(String key, String upload) throws IOException {
        call(key, () -> {
            try {
                clients.usual()
                        .abortMultipartUpload(abort -> abort.bucket(name)
                                .key(prefix + key)
                                .uploadId(upload)
                                .overrideConfiguration(options -> options.apiCallTimeout(limits.cleanUp())
                                        .apiCallAttemptTimeout(limits.cleanUp())));
            } catch (NoSuchUploadException _) {
                // Nothing is left to remove.
            }
            return upload;
        });
    }

    /// Opens an object.
    ///
    /// @param from the first byte
    /// @param etag the version to read; any if null
    ResponseInputStream<GetObjectResponse> get(String key, long from, @Nullable String etag) throws IOException {
        return call(
                key,
                () -> clients.usual().getObject(get -> {
                    get.bucket(name).key(prefix + key);
                    if (etag != null) {
                        get.range("bytes=" + from + "-").ifMatch(etag);
                    }
                }));
    }

    HeadObjectResponse head(String key) throws IOException {
        return call(
                key, () -> clients.usual().headObject(head -> head.bucket(name).key(prefix + key)));
    }

    void delete(String key) throws IOException {
        call(
                key,
                () -> clients.usual().deleteObject(delete -> delete.bucket(name).key(prefix + key)));
    }

    /// Lists some objects of a folder; the response has the token of the next ones.
    ListObjectsV2Response list(String folder, @Nullable String token) throws IOException {
        return call(
                folder,
                () -> clients.usual()
                        .listObjectsV2(list ->
                                list.bucket(name).prefix(prefix + folder + "/").continuationToken(token)));
    }

    /// Lists some uploads that were begun and neither completed nor aborted; the response tells where the next ones
    /// begin.
    ListMultipartUploadsResponse uploads(@Nullable String keyMarker, @Nullable String uploadMarker) throws IOException {
        return call(
                "",
                () -> clients.usual()
                        .listMultipartUploads(list -> list.bucket(name)
                                .prefix(prefix)
                                .keyMarker(keyMarker)
                                .uploadIdMarker(uploadMarker)));
    }

    /// Lists some parts of an upload after the given number.
    ListPartsResponse parts(String key, String upload, int after) throws IOException {
        return call(
                key,
                () -> clients.usual()
                        .listParts(list -> list.bucket(name)
                                .key(prefix + key)
                                .uploadId(upload)
                                .partNumberMarker(after)));
    }

    /// Returns the part of a full key that comes after the prefix.
    String withoutPrefix(String key) {
        return key.substring(prefix.length());
    }

    private static RequestBody body(PartReader part) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(part.buffer(), 0, part.length()),
                part.length(),
                "application/octet-stream");
    }

    private static String md5(PartReader part) {
        var digest = Digests.md5();
        digest.update(part.buffer(), 0, part.length());
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    /// The messages name neither the address nor the bucket: an owner may read them.
    private static <T> T call(String key, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (NoSuchKeyException e) {
            var missing = new NoSuchFileException(key);
            missing.initCause(e);
            throw missing;
        } catch (S3Exception e) {
            var message = "The object store answered " + e.statusCode() + " " + codeOf(e);
            throw isTemporary(e) ? new StoreUnavailableException(message, e) : new IOException(message, e);
        } catch (SdkException e) {
            throw new StoreUnavailableException("The object store does not respond", e);
        }
    }

    /// Whether the store is overloaded or fails, rather than refuses this request.
    private static boolean isTemporary(S3Exception e) {
        return e.statusCode() >= SERVER_ERRORS || e.isThrottlingException();
    }

    /// A response without a body, as to HEAD, has no code.
    static String codeOf(S3Exception e) {
        return e.awsErrorDetails() == null
                ? ""
                : Objects.requireNonNullElse(e.awsErrorDetails().errorCode(), "");
    }
}
