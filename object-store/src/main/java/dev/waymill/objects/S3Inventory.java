package dev.waymill.objects;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// The inventory of an [S3ObjectStore]. All ages are by the store's clock.
final class S3Inventory implements ObjectInventory {
    private final S3Bucket bucket;

    S3Inventory(S3Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public void list(String folder, Taker taker) throws IOException {
        String token = null;
        do {
            var page = bucket.list(folder, token);
            for (var object : page.contents()) {
                taker.take(bucket.withoutPrefix(object.key()));
            }
            token = page.nextContinuationToken();
        } while (token != null);
    }

    @Override
    public Optional<Instant> storedAt(String key) throws IOException {
        try {
            return Optional.of(bucket.head(ObjectKey.requireValid(key)).lastModified());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// Aborts uploads of parts whose process died. One whose last part is recent goes on.
    @Override
    public int deleteAbandoned(Duration quiet) throws IOException {
        int deleted = 0;
        String key = null;
        String upload = null;
        ListMultipartUploadsResponse page;
        do {
            page = bucket.uploads(key, upload);
            var oldest = dateOf(page).map(now -> now.minus(quiet));
            if (oldest.isEmpty()) {
                return deleted;
            }
            for (var found : page.uploads()) {
                deleted += deleteOlder(found, oldest.get()) ? 1 : 0;
            }
            key = page.nextKeyMarker();
            upload = page.nextUploadIdMarker();
        } while (Boolean.TRUE.equals(page.isTruncated()));
        return deleted;
    }

    private boolean deleteOlder(MultipartUpload found, Instant oldest) throws IOException {
        var key = bucket.withoutPrefix(found.key());
        try {
            if (lastWrite(key, found).isAfter(oldest)) {
                return false;
            }
            bucket.abort(key, found.uploadId());
            return true;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /// The time of the newest part, or of the beginning if there is none.
    private Instant lastWrite(String key, MultipartUpload found) throws IOException {
        Instant last = null;
        int after = 0;
        ListPartsResponse page;
        do {
            page = bucket.parts(key, found.uploadId(), after);
            for (var part : page.parts()) {
                last = later(last, part.lastModified());
                after = part.partNumber();
            }
        } while (Boolean.TRUE.equals(page.isTruncated()) && !page.parts().isEmpty());
        return last == null ? found.initiated() : last;
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one == null || one.isBefore(other) ? other : one;
    }

    /// The store's clock, from its response; empty if it does not tell. This machine's clock may be wrong.
    private static Optional<Instant> dateOf(ListMultipartUploadsResponse response) {
        try {
            return response.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
