package dev.waymill.objects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Checks a bucket when the service starts, so that a wrong setting does not show at the first upload only. A
/// store that does not respond is no reason not to start: it may be back before it is needed.
final class S3Start {
    private static final Logger LOG = LoggerFactory.getLogger(S3Start.class);
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;

    private S3Start() {}

    /// @throws IllegalStateException if the store refuses, with the cure
    static void check(S3Client client, S3Address address, S3Settings settings, S3Limits limits) {
        var bucket =
                "S3 bucket " + address.bucket() + (settings.endpoint() == null ? "" : " at " + settings.endpoint());
        try {
            client.listObjectsV2(list -> list.bucket(address.bucket())
                    .prefix(address.prefix())
                    .maxKeys(1)
                    .overrideConfiguration(options -> options.apiCallTimeout(limits.attempt())));
            LOG.info("Files are stored in the {}, prefix={}", bucket, address.prefix());
        } catch (S3Exception e) {
            if (e.statusCode() >= SERVER_ERROR || e.statusCode() == TOO_MANY) {
                LOG.warn("The {} cannot be used yet, requests for files fail until then", bucket, e);
                return;
            }
            var code = S3Bucket.codeOf(e);
            throw new IllegalStateException(
                    "The " + bucket + " cannot be used: " + e.statusCode() + " " + code + ". " + cure(code), e);
        } catch (SdkException e) {
            LOG.warn("The {} does not respond yet, requests for files fail until then", bucket, e);
        }
    }

    private static String cure(String code) {
        return switch (code) {
            case "NoSuchBucket" -> "Create it, or correct waymill.object-store.uri.";
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken" ->
                "Correct waymill.object-store.s3.access-key and .secret-key, or the AWS environment.";
            case "AccessDenied", "AllAccessDisabled" ->
                "The credentials need s3:ListBucket on the bucket and the rights in docs/operations.md.";
            case "RequestTimeTooSkewed" -> "Correct this machine's clock.";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "Set waymill.object-store.s3.region to the bucket's region.";
            default -> "Check waymill.object-store.uri and .s3.endpoint.";
        };
    }
}
