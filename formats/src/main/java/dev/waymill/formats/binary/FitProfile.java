package dev.waymill.formats.binary;

import java.util.List;

/// The numbers of the FIT profile that we use: messages, their fields, and sports.
final class FitProfile {
    static final int FILE_ID = 0;
    /// Seconds as in [FitTime].
    static final int FILE_ID_TIME_CREATED = 4;

    static final int SPORT = 12;
    static final int SPORT_SPORT = 0;

    static final int SESSION = 18;

    static final int RECORD = 20;
    /// Semicircles: 2^31 of them are 180 degrees.
    static final int RECORD_LATITUDE = 0;
    /// Semicircles.
    static final int RECORD_LONGITUDE = 1;
    /// Fifths of a metre above −500 m, as is the enhanced altitude.
    static final int RECORD_ALTITUDE = 2;
    /// Millimetres per second, as is the enhanced speed.
    static final int RECORD_SPEED = 6;
    /// Metres.
    static final int RECORD_ACCURACY = 31;

    static final int RECORD_ENHANCED_SPEED = 73;
    static final int RECORD_ENHANCED_ALTITUDE = 78;

    static final int TIMESTAMP_CORRELATION = 162;
    static final int CORRELATION_SINCE_START = 1;

    /// The same in every message that has a time.
    static final int TIMESTAMP = 253;

    /// By number, from 0, which is the generic sport.
    private static final List<String> SPORTS = List.of(
            ("unknown running cycling transition fitness-equipment swimming basketball soccer tennis american-football"
                            + " training walking cross-country-skiing alpine-skiing snowboarding rowing mountaineering"
                            + " hiking multisport paddling flying e-biking motorcycling boating driving golf hang-gliding"
                            + " horseback-riding hunting fishing inline-skating rock-climbing sailing ice-skating"
                            + " sky-diving snowshoeing snowmobiling stand-up-paddleboarding surfing wakeboarding"
                            + " water-skiing kayaking rafting windsurfing kitesurfing")
                    .split(" "));

    private FitProfile() {}

    /// Returns the name of a sport, e.g. `running`; `unknown` for other numbers.
    static String sport(long number) {
        return SPORTS.get(number > 0 && number < SPORTS.size() ? (int) number : 0);
    }
}
