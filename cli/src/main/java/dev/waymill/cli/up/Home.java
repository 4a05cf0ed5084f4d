package dev.waymill.cli.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where Waymill was built, and where its state lies.
public final class Home {
    private Home() {}

    /// The checkout: the script says where it lies.
    static Path root() {
        return Path.of(System.getProperty("waymill.home", "")).toAbsolutePath().normalize();
    }

    public static Path defaultDataDirectory() {
        return root().resolve(".waymill");
    }

    /// The built jar of a service.
    static Path jar(String service) throws IOException {
        var jar = root().resolve(service).resolve("target").resolve(service + "-boot.jar");
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; ./mvnw -DskipTests package builds it");
        }
        return jar;
    }
}
