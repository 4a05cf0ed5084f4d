package dev.waymill.objects;

import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/// The clients of one S3 store. Checksums beyond those that S3 has always had, and bodies in signed chunks, are
/// off, because other stores do not know them.
///
/// @param usual for all requests but one
/// @param completing for the request that joins the parts of an object: the store is silent meanwhile
record S3Clients(S3Client usual, S3Client completing) {
    private static final String ANY_REGION = "us-east-1";

    static S3Clients of(S3Settings settings, S3Limits limits) {
        var credentials = credentials(settings);
        return new S3Clients(
                client(settings, credentials, limits), client(settings, credentials, limits.whileCompleting()));
    }

    /// @throws IllegalStateException if there are none
    private static AwsCredentialsProvider credentials(S3Settings settings) {
        if (settings.accessKey() != null) {
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKey(), Objects.requireNonNull(settings.secretKey())));
        }
        var environment = DefaultCredentialsProvider.builder().build();
        try {
            environment.resolveCredentials();
            return environment;
        } catch (SdkClientException e) {
            throw new IllegalStateException(
                    "There are no credentials for the S3 store: set waymill.object-store.s3.access-key and .secret-key,"
                            + " or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role",
                    e);
        }
    }

    private static S3Client client(S3Settings settings, AwsCredentialsProvider credentials, S3Limits limits) {
        var client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(limits.connect())
                        .socketTimeout(limits.silence()))
                .credentialsProvider(credentials)
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(S3Configuration.builder()
                        .chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false)
                        .build())
                .overrideConfiguration(options -> options.retryStrategy(RetryMode.STANDARD)
                        .apiCallAttemptTimeout(limits.attempt())
                        .apiCallTimeout(limits.call()));
        if (settings.endpoint() != null) {
            client.endpointOverride(settings.endpoint());
        }
        if (settings.region() != null) {
            client.region(Region.of(settings.region()));
        } else if (settings.endpoint() != null) {
            client.region(Region.of(ANY_REGION));
        }
        try {
            return client.build();
        } catch (SdkClientException e) {
            throw new IllegalStateException(
                    "There is no region for the S3 store: set waymill.object-store.s3.region, or AWS_REGION", e);
        }
    }
}
