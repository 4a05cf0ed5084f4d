package dev.waymill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Small files made to stop their reader: by memory, by time, or by the size of the error message.
enum HostileFiles {
    /// The parser's error message quotes a megabyte of the file.
    A_NAME_OF_A_MEGABYTE {
        @Override
        void write(OutputStream out) throws IOException {
            zip(out, "a.gpx", text("<gpx><trk></" + "中".repeat(400_000) + "></gpx>"));
        }
    },
    A_THOUSAND_BROKEN_FILES_WITH_LONG_NAMES {
        @Override
        void write(OutputStream out) throws IOException {
            try (var zip = new ZipOutputStream(out)) {
                for (int i = 0; i < 1_000; i++) {
                    zip.putNextEntry(new ZipEntry(i + "中".repeat(3_000) + ".gpx"));
                    zip.write(text("<gpx><" + "é".repeat(2_000) + "></x></gpx>"));
                }
            }
        }
    },
    A_GZIP_HEADER_OF_A_HUNDRED_MEGABYTES {
        @Override
        void write(OutputStream out) throws IOException {
            zip(out, "a.gpx.gz", packed -> {
                packed.write(new byte[] {31, (byte) 139, 8, 8, 0, 0, 0, 0, 0, 0});
                writeHardlyPackable(packed, 100_000_000);
            });
        }
    },
    MANY_GLOBAL_PAX_HEADERS {
        @Override
        void write(OutputStream out) throws IOException {
            try (var tar = new GZIPOutputStream(out)) {
                for (int header = 0; header < 40; header++) {
                    var pax = new StringBuilder();
                    while (pax.length() < 900_000) {
                        var pair = " k" + header + "x" + pax.length() + "=" + pax.hashCode() % 7 + "\n";
                        int length = pair.length() + 2;
                        pax.append(length).append(pair);
                    }
                    tarEntry(tar, 'g', text(pax.toString()));
                }
            }
        }
    },
    A_DOCUMENT_TYPE_OF_BLANKS {
        @Override
        void write(OutputStream out) throws IOException {
            zip(out, "a.gpx", text("<!DOCTYPE" + " ".repeat(65_500)));
        }
    },
    POINTS_WITHOUT_END {
        @Override
        void write(OutputStream out) throws IOException {
            try (var gzip = new GZIPOutputStream(out)) {
                var table = new StringBuilder("latitude,longitude,time\n");
                for (int i = 0; i < 2_000_000; i++) {
                    table.append("1,2,").append(1_600_000_000 + i / 20).append('\n');
                }
                gzip.write(text(table.toString()));
            }
        }
    },
    A_THOUSAND_COLUMNS_OF_THE_SAME_NAME {
        @Override
        void write(OutputStream out) throws IOException {
            try (var gzip = new GZIPOutputStream(out)) {
                gzip.write(text("lat,lon,time," + "lat,".repeat(16_000) + "\n"));
                var row = "91,2,1\n".repeat(1_000);
                for (int i = 0; i < 1_000; i++) {
                    gzip.write(text(row));
                }
            }
        }
    },
    PLACES_THAT_WAIT_FOR_THEIR_TIMES {
        @Override
        void write(OutputStream out) throws IOException {
            try (var gzip = new GZIPOutputStream(out)) {
                gzip.write(text("{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":["));
                var random = new Random(1);
                for (int i = 0; i < 1_050_000; i++) {
                    gzip.write(text("[%d,%d,3,1600000000],".formatted(random.nextInt(170), random.nextInt(80))));
                }
                gzip.write(text("[1,2]]}}"));
            }
        }
    },
    STEPS_THAT_WAIT_FOR_THEIR_START {
        @Override
        void write(OutputStream out) throws IOException {
            try (var gzip = new GZIPOutputStream(out)) {
                gzip.write(text("{\"semanticSegments\":[{\"timelinePath\":["));
                for (int i = 0; i < 150_000; i++) {
                    var words = "中".repeat(80) + i;
                    gzip.write(text(
                            "{\"point\":\"" + words + "\",\"durationMinutesOffsetFromStartTime\":\"" + words + "\"},"));
                }
                gzip.write(text("{}]}]}"));
            }
        }
    },
    NAMES_OF_ONE_HASH {
        @Override
        void write(OutputStream out) throws IOException {
            try (var gzip = new GZIPOutputStream(out)) {
                gzip.write(text("<gpx>"));
                for (int i = 0; i < 200_000; i++) {
                    var name = new StringBuilder();
                    for (int bit = 0; bit < 13; bit++) {
                        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
                    }
                    gzip.write(text("<" + name + "/>"));
                }
            }
        }
    };

    abstract void write(OutputStream out) throws IOException;

    /// @param nonce makes the file different each time
    byte[] bytes(int nonce) {
        var out = new ByteArrayOutputStream();
        try {
            write(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        // Nothing reads bytes after the end of a ZIP archive or a gzip file before the damage is found.
        out.write(nonce);
        return out.toByteArray();
    }

    @FunctionalInterface
    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    private static void zip(OutputStream out, String name, Content content) throws IOException {
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            content.write(zip);
        }
    }

    private static void zip(OutputStream out, String name, byte[] content) throws IOException {
        zip(out, name, (Content) packed -> packed.write(content));
    }

    /// Compresses to about a hundredth; a higher ratio would be refused as a zip bomb.
    private static void writeHardlyPackable(OutputStream out, int bytes) throws IOException {
        var random = new Random(1);
        var piece = new byte[100];
        for (int i = 0; i < bytes / piece.length; i++) {
            Arrays.fill(piece, (byte) 'x');
            piece[0] = (byte) ('a' + random.nextInt(26));
            piece[50] = (byte) ('a' + random.nextInt(26));
            out.write(piece);
        }
    }

    private static void tarEntry(OutputStream tar, char type, byte[] content) throws IOException {
        var header = new byte[512];
        put(header, 0, "x");
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, "%011o\0".formatted(content.length));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xFF;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        tar.write(header);
        tar.write(content);
        tar.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(text(text), 0, header, at, text.length());
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }
}
