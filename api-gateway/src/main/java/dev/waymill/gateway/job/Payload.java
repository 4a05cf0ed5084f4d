package dev.waymill.gateway.job;

import dev.waymill.events.RawJson;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;

/// Checks the payload of a job before it is stored, for all ways to submit one.
public final class Payload {
    private static final String POINTER = "/payload";

    private Payload() {}

    /// @throws ProblemException when the payload is too large or is not valid text
    public static void refuseInvalid(RawJson payload) {
        require(payload.bytes() <= RawJson.MAX_PAYLOAD, "The payload may have at most 256 KiB in UTF-8.");
        refuseNoText(payload);
    }

    /// @throws ProblemException when the JSON is not valid text
    public static void refuseNoText(RawJson payload) {
        require(payload.isUnicode(), "The text contains half a surrogate pair.");
        require(!payload.holdsNul(), "The character U+0000 cannot be stored.");
    }

    private static void require(boolean holds, String detail) {
        if (!holds) {
            throw ProblemException.at(POINTER, ProblemCode.INVALID_FIELD, detail);
        }
    }
}
