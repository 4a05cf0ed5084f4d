package dev.waymill.objects;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// An object's bytes. When the connection breaks, stalls or becomes very slow, reading goes on where it was, in
/// the same version of the object, a few times. Confined to one thread.
final class ResumingInput extends InputStream {
    private static final int MOST_BREAKS = 3;
    /// After this many bytes, earlier breaks are forgotten.
    private static final long FORGET_BYTES = PartReader.PART_BYTES;
    /// A connection is given up if fewer bytes arrive in the time of [S3Limits#slow].
    private static final int FEW_BYTES = 1 << 16;

    private final S3Bucket bucket;
    private final String key;
    private final String etag;
    private final long length;
    private ResponseInputStream<GetObjectResponse> current;
    private long position;
    private int breaks;
    private long brokenAt;
    /// The time spent waiting for `arrived` bytes. The time that the caller takes between reads does not count.
    private long waitedNanos;

    private long arrived;

    ResumingInput(S3Bucket bucket, String key) throws IOException {
        this.bucket = bucket;
        this.key = key;
        this.current = bucket.get(key, 0, null);
        this.etag = current.response().eTag();
        this.length = current.response().contentLength();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, buffer.length);
        if (count == 0 || position == length) {
            return count == 0 ? 0 : -1;
        }
        while (true) {
            try {
                int read = readOnce(buffer, offset, count);
                position += read;
                return read;
            } catch (IOException | SdkException e) {
                resume(e);
            }
        }
    }

    private int readOnce(byte[] buffer, int offset, int count) throws IOException {
        long start = System.nanoTime();
        int read = current.read(buffer, offset, count);
        if (read < 0) {
            throw new EOFException("The connection ended after " + position + " of " + length + " bytes");
        }
        waitedNanos += System.nanoTime() - start;
        arrived += read;
        if (waitedNanos >= bucket.limits().slow().toNanos() || arrived >= FEW_BYTES) {
            boolean slow = arrived < FEW_BYTES;
            waitedNanos = 0;
            arrived = 0;
            if (slow) {
                // The bytes just read are asked for again.
                throw new IOException("The object store sends too slowly");
            }
        }
        return read;
    }

    /// Opens the rest of the object.
    ///
    /// @throws StoreUnavailableException after several failures within a short stretch
    private void resume(Exception failure) throws IOException {
        current.abort();
        waitedNanos = 0;
        arrived = 0;
        if (position - brokenAt >= FORGET_BYTES) {
            breaks = 0;
        }
        brokenAt = position;
        breaks++;
        if (breaks > MOST_BREAKS || Thread.currentThread().isInterrupted()) {
            throw new StoreUnavailableException(
                    "The connection to the object store breaks again and again: " + failure.getMessage(), failure);
        }
        current = bucket.get(key, position, etag);
    }

    /// Ends the connection if there is more to come, which would have to be read otherwise.
    @Override
    public void close() throws IOException {
        if (position < length) {
            current.abort();
        } else {
            current.close();
        }
    }
}
