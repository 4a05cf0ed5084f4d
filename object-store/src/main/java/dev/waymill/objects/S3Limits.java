package dev.waymill.objects;

import java.time.Duration;

/// How long an S3 store may take. A caller waits at most for `call` and, when it gives up a put, for `cleanUp`.
///
/// @param connect for a connection
/// @param silence for the next bytes of a response
/// @param attempt for one try of a request, except for the body of its response
/// @param call for a request with its retries
/// @param cleanUp for a request whose failure does not matter
/// @param completion for joining the parts of an object, which takes minutes if there are thousands
/// @param slow for the next bytes of an object, before the connection is given up; see [ResumingInput]
/// @param put for a whole put, which may wait for its source
record S3Limits(
        Duration connect,
        Duration silence,
        Duration attempt,
        Duration call,
        Duration cleanUp,
        Duration completion,
        Duration slow,
        Duration put) {
    static final S3Limits DEFAULT = new S3Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(45),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofHours(6));

    /// The limits of the request that joins the parts of an object.
    S3Limits whileCompleting() {
        return new S3Limits(connect, completion, completion, completion, cleanUp, completion, slow, put);
    }
}
