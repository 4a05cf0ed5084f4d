package dev.waymill.objects;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// How to reach an S3 store. What is missing is taken from where the AWS tools take it: the environment, the
/// files in `~/.aws`, or the role of the container or machine.
///
/// @param endpoint the address of a store other than Amazon's
/// @param region `us-east-1` if there is an endpoint and no region
/// @param accessKey set together with `secretKey`
/// @param secretKey never logged
public record S3Settings(
        @Nullable URI endpoint,
        @Nullable String region,
        @Nullable String accessKey,
        @Nullable String secretKey) {
    /// Everything from the environment.
    public static final S3Settings NONE = new S3Settings(null, null, null, null);

    public S3Settings {
        if ((accessKey == null) != (secretKey == null)) {
            throw new IllegalArgumentException("An S3 access key and its secret key are set together");
        }
    }

    @Override
    public String toString() {
        return "S3Settings[endpoint=" + endpoint + ", region=" + region + ", accessKey=" + accessKey + "]";
    }
}
