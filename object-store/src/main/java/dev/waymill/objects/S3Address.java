package dev.waymill.objects;

import java.net.URI;
import java.util.regex.Pattern;

/// A bucket and a prefix in it.
///
/// @param prefix empty, or ends with `/`
record S3Address(String bucket, String prefix) {
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,61}+[A-Za-z0-9]?");

    /// Reads `s3://BUCKET/PREFIX`.
    static S3Address of(URI location) {
        var bucket = location.getAuthority();
        var path = location.getPath() == null ? "" : location.getPath();
        var prefix = path.replaceAll("^/|/$", "");
        if (bucket == null || !BUCKET.matcher(bucket).matches() || location.getQuery() != null) {
            throw new IllegalArgumentException("Not the address of a bucket: " + location + "; use s3://BUCKET/PREFIX");
        }
        return new S3Address(bucket, prefix.isEmpty() ? "" : ObjectKey.requireValid(prefix) + "/");
    }
}
