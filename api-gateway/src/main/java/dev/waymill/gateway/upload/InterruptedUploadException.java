package dev.waymill.gateway.upload;

import java.io.IOException;

/// The client stopped sending, or sent a truncated body. The response is `upload-interrupted` instead of a
/// storage error.
final class InterruptedUploadException extends IOException {
    InterruptedUploadException(IOException cause) {
        super("The upload was interrupted", cause);
    }
}
