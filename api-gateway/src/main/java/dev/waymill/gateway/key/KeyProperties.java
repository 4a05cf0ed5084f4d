package dev.waymill.gateway.key;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// `waymill.keys.*`
///
/// @param adminFile the file to which the first start writes an admin key, and from which later starts read it;
///     null for none
@ConfigurationProperties("waymill.keys")
record KeyProperties(@Nullable Path adminFile) {}
