package dev.waymill.objects;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Stores objects in a bucket of an S3 store. A put sends parts of 5 MiB from one buffer; a small object is one
/// request. An object becomes visible with the last request of its put, as a whole.
final class S3ObjectStore implements ObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);

    private final S3Bucket bucket;

    S3ObjectStore(S3Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public StoredObject put(String key, InputStream content, long maxBytes)
            throws IOException, ObjectTooLargeException {
        ObjectKey.requireValid(key);
        long start = System.nanoTime();
        var parts = new PartReader(content, maxBytes);
        parts.next();
        if (parts.isLast()) {
            bucket.put(key, parts);
        } else {
            putParts(key, parts, start);
        }
        return new StoredObject(key, parts.total(), parts.sha256());
    }

    private void putParts(String key, PartReader parts, long start) throws IOException, ObjectTooLargeException {
        var upload = bucket.begin(key);
        boolean stored = false;
        try {
            var done = new ArrayList<CompletedPart>();
            done.add(bucket.putPart(key, upload, 1, parts));
            while (!parts.isLast()) {
                parts.next();
                if (System.nanoTime() - start > bucket.limits().put().toNanos()) {
                    throw new IOException(
                            "The put took longer than " + bucket.limits().put());
                }
                done.add(bucket.putPart(key, upload, done.size() + 1, parts));
            }
            bucket.complete(key, upload, done);
            requireLength(key, parts.total());
            stored = true;
        } finally {
            if (!stored) {
                abort(key, upload);
            }
        }
    }

    private void requireLength(String key, long bytes) throws IOException {
        long found = bucket.head(key).contentLength();
        if (found != bytes) {
            throw new IOException("The object store has " + found + " of " + bytes + " bytes");
        }
    }

    private void abort(String key, String upload) {
        try {
            bucket.abort(key, upload);
        } catch (IOException e) {
            LOG.warn(
                    "Cannot remove the parts of a failed put, the clean-up does it later, key={}: {}",
                    key,
                    e.toString());
        }
    }

    @Override
    public InputStream open(String key) throws IOException {
        return new ResumingInput(bucket, ObjectKey.requireValid(key));
    }

    @Override
    public void delete(String key) throws IOException {
        bucket.delete(ObjectKey.requireValid(key));
    }
}
