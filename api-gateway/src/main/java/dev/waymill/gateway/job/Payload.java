package dev.waymill.gateway.job;

import dev.waymill.events.RawJson;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;

/// What a payload must be to be stored and sent on, whichever way it comes in.
public final class Payload {
    private static final String POINTER = "/payload";

    private Payload() {}

    /// @throws ProblemException when it is too large, or holds what is no text
    public static void refuseInvalid(RawJson payload) {
        require(payload.bytes() <= RawJson.MAX_PAYLOAD, "The payload may have at most 256 KiB in UTF-8.");
        refuseNoText(payload);
    }

    /// @throws ProblemException when it holds what is no text
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
