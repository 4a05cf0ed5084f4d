package dev.waymill.objects;

import java.util.regex.Pattern;

/// The keys that every store accepts.
final class ObjectKey {
    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,250}+(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,250}+){0,9}+");

    private ObjectKey() {}

    /// @throws IllegalArgumentException if it is not a key; a store never lets a key leave its folder
    static String requireValid(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("Not an object key: " + key);
        }
        return key;
    }
}
