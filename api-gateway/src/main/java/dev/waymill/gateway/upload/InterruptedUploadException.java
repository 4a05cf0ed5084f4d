package dev.waymill.gateway.upload;

import java.io.IOException;

/// The caller stopped sending, or sent something that ends before its end. Its catcher answers "interrupted", not
/// "our disk is broken".
final class InterruptedUploadException extends IOException {
    InterruptedUploadException(IOException cause) {
        super("The upload was interrupted", cause);
    }
}
