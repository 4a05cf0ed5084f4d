package dev.waymill.formats.producer;

/// Evidence that the waypoints of a file were written while the device moved: their names are counted, or they
/// have regular times.
final class LogEvidence {
    private static final int LEAST_COUNTED = 3;
    private static final int LEAST_REGULAR = 5;
    /// In per cent of the waypoints.
    private static final int MOST_OF_THEM = 80;
    /// Milliseconds by which a logger's interval may vary.
    private static final long TOLERANCE = 1_500;

    private int count;
    private int counted;
    private int regular;
    private String stem = "";
    private long number = -1;
    private long time;
    private long interval;

    void add(String name, long at) {
        int digits = name.length();
        while (digits > 0 && digits > name.length() - 9 && Character.isDigit(name.charAt(digits - 1))) {
            digits--;
        }
        var newStem = name.substring(0, digits).strip();
        long newNumber = digits == name.length() ? -1 : Long.parseLong(name.substring(digits));
        if (number >= 0 && newNumber == number + 1 && newStem.equals(stem)) {
            counted++;
        }
        long newInterval = at - time;
        if (count > 1 && newInterval > 0 && Math.abs(newInterval - interval) <= TOLERANCE) {
            regular++;
        }
        count++;
        stem = newStem;
        number = newNumber;
        time = at;
        interval = newInterval;
    }

    boolean isLog() {
        return count >= LEAST_COUNTED && isMost(counted, count - 1)
                || count >= LEAST_REGULAR && isMost(regular, count - 2);
    }

    private static boolean isMost(int part, int whole) {
        return 100L * part >= (long) MOST_OF_THEM * whole;
    }
}
