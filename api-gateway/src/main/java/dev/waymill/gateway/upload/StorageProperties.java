package dev.waymill.gateway.upload;

import dev.waymill.objects.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// `waymill.object-store.*`: where the files are stored, by either `directory` or `uri`. The worker must use the
/// same store.
///
/// @param directory a local directory
/// @param uri `file:///DIRECTORY` or `s3://BUCKET/PREFIX`
/// @param s3 how to reach the S3 store; what is missing is taken from the AWS environment
@ConfigurationProperties("waymill.object-store")
record StorageProperties(
        @Nullable Path directory,
        @Nullable URI uri,
        @Nullable S3Settings s3) {}
