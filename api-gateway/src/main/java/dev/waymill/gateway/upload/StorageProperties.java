package dev.waymill.gateway.upload;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// `waymill.object-store.*`
///
/// @param directory where the files are stored; the worker must use the same directory
@Validated
@ConfigurationProperties("waymill.object-store")
record StorageProperties(@NotNull Path directory) {}
