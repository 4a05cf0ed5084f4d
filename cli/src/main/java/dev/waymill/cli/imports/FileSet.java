package dev.waymill.cli.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The files named on the command line, with folders searched recursively.
///
/// @param title a name for all of them together
/// @param members sorted by name, each file once
record FileSet(String title, List<Member> members) {
    /// A file of the set.
    ///
    /// @param name unique in the set: for a file in a named folder, its path including that folder's name;
    ///     otherwise the file name
    record Member(Path file, String name) {}

    /// Finds the files.
    ///
    /// @param named files and folders
    static FileSet of(List<Path> named) throws IOException {
        var seen = new HashSet<Path>();
        var members = new TreeMap<String, Member>();
        for (var path : sorted(named)) {
            if (!Files.isReadable(path)) {
                throw new NoSuchFileException("No such file: " + path);
            }
            var top = path.toRealPath();
            for (var file : filesOf(top)) {
                if (seen.add(file.toRealPath())) {
                    var name = free(members, nameOf(top, file));
                    members.put(name, new Member(file, name));
                }
            }
        }
        return new FileSet(title(named, members.size()), List.copyOf(members.values()));
    }

    /// Sorts the arguments, so that their order does not change the result.
    private static List<Path> sorted(List<Path> named) throws IOException {
        return named.stream().sorted(Comparator.comparing(Path::toAbsolutePath)).toList();
    }

    private static List<Path> filesOf(Path top) throws IOException {
        if (!Files.isDirectory(top)) {
            return List.of(top);
        }
        try (var files = Files.walk(top)) {
            return files.filter(file -> Files.isRegularFile(file) && !isHidden(top.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isHidden(Path relative) {
        for (var step : relative) {
            if (step.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static String nameOf(Path top, Path file) {
        var folder = top.getParent();
        var relative = folder == null ? file : folder.relativize(file);
        var steps = new ArrayList<String>();
        relative.forEach(step -> steps.add(step.toString()));
        return String.join("/", steps);
    }

    private static String free(Map<String, Member> taken, String name) {
        var free = name;
        for (int number = 2; taken.containsKey(free); number++) {
            free = number + "-" + name;
        }
        return free;
    }

    private static String title(List<Path> named, int count) {
        var folders = named.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .map(path -> named.size() == 1 ? path : path.getParent())
                .map(Optional::ofNullable)
                .collect(Collectors.toSet());
        var from = folders.size() == 1
                ? folders.iterator().next().map(Path::getFileName).map(name -> " from " + name)
                : Optional.<String>empty();
        return count + " files" + from.orElse("") + ".zip";
    }
}
