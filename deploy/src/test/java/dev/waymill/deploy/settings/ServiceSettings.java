package dev.waymill.deploy.settings;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The settings of one service: those of Spring Boot and its libraries, from the metadata in the service's jars, and
/// our own, from the records that are bound to them.
public final class ServiceSettings {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final Path ROOT = Path.of(System.getProperty("waymill.home", ".."));

    private final Set<String> names = new HashSet<>(Set.of(letters("waymill.secret")));
    /// Names of maps, whose keys follow.
    private final Set<String> maps = new HashSet<>();

    private ServiceSettings() {}

    /// Reads the settings from the service's jars, which must be built.
    public static ServiceSettings of(String service) throws IOException, ReflectiveOperationException {
        var app = ROOT.resolve(service).resolve("target/app").toFile();
        var jar = new File(app, service + "-boot.jar");
        var settings = new ServiceSettings();
        for (var library : new File(app, "lib").listFiles((_, name) -> name.endsWith(".jar"))) {
            settings.addMetadata(library);
        }
        settings.addRecords(jar);
        return settings;
    }

    /// Whether a setting has this name, or an environment variable sets one. Both are compared as letters, since a
    /// variable may omit the dashes or replace them with underscores.
    public boolean contains(String nameOrVariable) {
        var letters = letters(nameOrVariable);
        return names.contains(letters) || maps.stream().anyMatch(letters::startsWith);
    }

    private void addMetadata(File library) throws IOException {
        try (var jar = new JarFile(library)) {
            var entry = jar.getEntry(METADATA);
            if (entry == null) {
                return;
            }
            try (var content = jar.getInputStream(entry)) {
                for (JsonNode property : JsonMapper.shared().readTree(content).path("properties")) {
                    add(
                            property.path("name").asString(),
                            property.path("type").asString("").startsWith("java.util.Map"));
                }
            }
        }
    }

    private void addRecords(File file) throws IOException, ReflectiveOperationException {
        try (var jar = new JarFile(file);
                var loader = loader(file)) {
            var classes = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("dev/waymill/") && name.endsWith(".class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
            for (var name : classes) {
                var type = Class.forName(name, false, loader);
                var prefix = type.isRecord() ? prefix(type) : Optional.<String>empty();
                prefix.ifPresent(one -> addRecord(one, type));
            }
        }
    }

    /// The prefix of a class that Spring Boot binds to settings. The annotation is another class for the tests.
    private static Optional<String> prefix(Class<?> type) throws ReflectiveOperationException {
        for (var annotation : type.getAnnotations()) {
            var kind = annotation.annotationType();
            if (kind.getSimpleName().equals("ConfigurationProperties")) {
                return Optional.of(kind.getMethod("value").invoke(annotation).toString());
            }
        }
        return Optional.empty();
    }

    private void addRecord(String prefix, Class<?> type) {
        for (var component : type.getRecordComponents()) {
            var name = prefix + "." + component.getName();
            if (component.getType().isRecord()) {
                addRecord(name, component.getType());
            } else {
                add(name, isMap(component));
            }
        }
    }

    private static boolean isMap(RecordComponent component) {
        return Map.class.isAssignableFrom(component.getType());
    }

    private void add(String name, boolean isMap) {
        (isMap ? maps : names).add(letters(name));
    }

    private static String letters(String name) {
        return name.replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
    }

    /// Loads the service's classes apart from those of the tests. The jar's manifest names the libraries beside it.
    private static URLClassLoader loader(File jar) throws MalformedURLException {
        return new URLClassLoader(new URL[] {jar.toURI().toURL()}, ClassLoader.getPlatformClassLoader());
    }
}
