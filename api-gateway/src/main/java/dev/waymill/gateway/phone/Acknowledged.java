package dev.waymill.gateway.phone;

/// Overland's response.
///
/// @param result `ok`; otherwise Overland keeps the points and sends them again
record Acknowledged(String result) {
    static final Acknowledged OK = new Acknowledged("ok");
}
