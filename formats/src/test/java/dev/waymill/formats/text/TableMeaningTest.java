package dev.waymill.formats.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.Parsed;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.Hints;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Columns that change the meaning of others, and units, by the names, the cells or the producer of a table.
class TableMeaningTest {
    private static final Offset<Float> CLOSE = Offset.offset(1e-4f);

    private static Parsed parsed(String file, Map<String, String> columns) throws Exception {
        return Parsed.of(
                file.getBytes(StandardCharsets.UTF_8),
                new LocationFile.Options(Format.CSV, false, Hints.columns(columns), Parsed.CLOCK));
    }

    private static Parsed parsed(String file) throws Exception {
        return parsed(file, Map.of());
    }

    private static List<String> remarks(Parsed parsed) {
        return parsed.remarks().stream().map(Remark::code).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            time,latitude,n/s,longitude,e/w                          ! 1767225600,33.5,S,70.6,W
            time,lat,NS,lon,EW                                       ! 1767225600,33.5,s,70.6,w
            time,lat,lat dir,lon,lon dir                             ! 1767225600,33.5,South,70.6,West
            time,latitude,latitude ref,longitude,longitude ref       ! 1767225600,33.5,south,70.6,WEST
            time,lat_hemisphere,lat,lon_hemisphere,lon               ! 1767225600,S,33.5,W,70.6
            time,latitude,latNS,longitude,lonEW                      ! 1767225600,33.5,S,70.6,W
            time,latitude,North/South,longitude,East/West            ! 1767225600,33.5,-,70.6,-
            time,GPS Latitude,GPS Latitude Ref,GPS Longitude,GPS Longitude Ref ! 1767225600,33.5,S,70.6,W
            time,latitude,N/S Indicator,longitude,E/W Indicator      ! 1767225600,33.5,S,70.6,W
            time,latitude,direction,longitude,direction              ! 1767225600,33.5,S,70.6,W
            time,latitude,hemisphere,longitude,hemisphere            ! 1767225600,33.5,Süd,70.6,Ouest
            time,latitude,LATITUDE N/S,longitude,LONGITUDE E/W       ! 1767225600,33.5,S,70.6,W
            time,latitude,q1,longitude,q2                            ! 1767225600,33.5,S,70.6,W
            q1,latitude,q2,longitude,time                            ! S,33.5,W,70.6,1767225600
            time,latitude,ns,longitude,ew                            ! 1767225600,-33.5,S,-70.6,W
            time,latitudeE7,ns,longitudeE7,ew                        ! 1767225600,335000000,S,706000000,W
            time,latitude,ns,longitude,ew                            ! 1767225600,3330.0,S,07036.000,W
            time,latitude,ns,longitude,ew                            ! 1767225600,33°30'0",S,70°36'00",W
            time,lat,lon                                             ! 1767225600,3330.000S,07036.000W
            time,lat,lon                                             ! 1767225600,S33.5,W70.6
            time,lat,lon                                             ! 1767225600,S 33° 30.000,W 070° 36.000
            time,lat,lon                                             ! 1767225600,33º30′00″S,70º36′00″W
            time,lat,lon                                             ! 1767225600,-33°30'0.0,-70°36'0.0
            time,lat,lon                                             ! 1767225600,33 30 00 S,70 36 00 W
            time,lat,lon                                             ! 1767225600,33:30:00 S,70:36:00 W
            time,lat deg,lat min,lat sec,lon deg,lon min,lon sec     ! 1767225600,-33,30,0,-70,36,0.0
            time,lat_deg,lat_min,ns,lon_deg,lon_min,ew               ! 1767225600,33,30.0,S,70,36.0,W
            time,Latitude (S),Longitude (W)                          ! 1767225600,33.5,70.6
            time,"Latitude (°S)","Longitude (°W)"                    ! 1767225600,33.5,70.6
            time,lat [South],lon [deg West]                          ! 1767225600,33.5,70.6
            time,lat_S,lon_W                                         ! 1767225600,33.5,70.6
            time,South latitude,West longitude                       ! 1767225600,33.5,70.6
            time,Latitude South (deg),Longitude West (deg)           ! 1767225600,33.5,70.6
            time,Latitude S,Longitude W                              ! 1767225600,-33.5,-70.6
            time,Latitude (N),Longitude (E)                          ! 1767225600,-33.5,-70.6
            time,Latitude (S),Longitude (W)                          ! 1767225600,33°30'0",70°36'00"
            time;Breite;O/W;lat;lon                                  ! 1767225600;x;W;-33,5;70,6
            """)
    void a_hemisphere_in_any_column_or_cell_is_used(String header, String row) throws Exception {
        var parsed = parsed(header + "\n" + row + "\n");

        assertThat(parsed.places()).containsExactly("2026-01-01T00:00:00Z -33.5000000 -70.6000000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            time,lat,ns,lon,ew             ! 1767225600,52.5,N,13.4,E        ! 52.5000000 13.4000000
            time,lat,ns,lon,ew             ! 1767225600,5230.5,N,01324.6,E   ! 52.5083333 13.4100000
            time,lat,ns,lon,ew             ! 1767225600,0030.5,S,00012.6,E   ! -0.5083333 0.2100000
            time,lat,lon                   ! 1767225600,52°31'12"N,13°24'18"E ! 52.5200000 13.4050000
            time,lat,lon                   ! 1767225600,52°31'12.6"N,13°24.3'E ! 52.5201667 13.4050000
            time;lat;lon                   ! 1767225600;52°31'12,6"N;13°24,3'E ! 52.5201667 13.4050000
            time,lat,lon                   ! 1767225600,N52.5,E13.4          ! 52.5000000 13.4000000
            time,lat,lon                   ! 1767225600,"52,5","13,4"        ! 52.5000000 13.4000000
            Zeit;time;lat;lon;Länge O/W    ! x;1767225600;52,5;13,4;O        ! 52.5000000 13.4000000
            time,lat,ns,lon,e/o            ! 1767225600,48.5,N,4.4,O         ! 48.5000000 -4.4000000
            time,vitesse,lat,lon           ! 1767225600,1,48.5 N,4.4 O       ! 48.5000000 -4.4000000
            time,lat,lon,lat_min,lat_max   ! 1767225600,48.5,4.4,48,49       ! 48.5000000 4.4000000
            time,Latitude (N),Longitude (E) ! 1767225600,48.5,4.4            ! 48.5000000 4.4000000
            time,lat d,lat m,lat (s),lon d,lon m,lon (s) ! 1767225600,48,30,0,4,24,0 ! 48.5000000 4.4000000
            time,lat,lon,ns                ! 1767225600,48.5,4.4,123456      ! 48.5000000 4.4000000
            """)
    void coordinates_come_in_many_notations(String header, String row, String place) throws Exception {
        assertThat(parsed(header + "\n" + row + "\n").places()).containsExactly("2026-01-01T00:00:00Z " + place);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            time,lat,ns,lon,ew             ! 1767225600,-33.5,N,70.6,E       ! coordinate-format
            time,lat,ns,lon,ew             ! 1767225600,+33.5,S,70.6,E       ! coordinate-format
            time,lat,ns,lon,ew             ! 1767225600,33.5,X,70.6,E        ! coordinate-format
            time,lat,ns,lon,ew             ! 1767225600,33.5,,70.6,E         ! coordinate-format
            time,lat,ns,lon,ew             ! 1767225600,33.5,N,70.6,O        ! coordinate-format
            time,lat,ns,lon,ew             ! 1767225600,33.5N,S,70.6,E       ! coordinate-format
            time,lat,ns,lon,ew             ! 1767225600,5231.5,N,13.4,E      ! coordinate-range
            time,lat,ns,lon,ew             ! 1767225600,5271.5,N,01324.6,E   ! coordinate-range
            time,Latitude (S),Longitude (E) ! 1767225600,33.5 N,70.6         ! coordinate-format
            time,Latitude (S),Longitude (E) ! 1767225600,+33.5,70.6          ! coordinate-format
            time,Latitude (S),Longitude (E) ! 1767225600,,70.6               ! coordinate-missing
            time,lat,lon                   ! 1767225600,52°61'12"N,13°24'18"E ! coordinate-format
            time,lat,lon                   ! 1767225600,52 31 12,13 24 18    ! coordinate-format
            time,lat d,lat m,lon d,lon m   ! 1767225600,33,61,70,6           ! coordinate-format
            time,lat,lon,lat hemisphere    ! 1767225600,33.5,70.6            ! line-format
            time,lat,lon,valid             ! 1767225600,52.5,13.4,NO FIX     ! no-fix
            time,lat,lon,fix valid         ! 1767225600,52.5,13.4,V          ! no-fix
            time,lat,lon,gps_valid         ! 1767225600,52.5,13.4,0          ! no-fix
            time,lat,lon,Fix Quality       ! 1767225600,52.5,13.4,invalid    ! no-fix
            time,lat,lon,status            ! 1767225600,52.5,13.4,V          ! no-fix
            time,lat,lon,valid             ! 1767225600,52.5,13.4,false      ! no-fix
            time,lat,lon,datum             ! 1767225600,52.5,13.4,Tokyo      ! coordinate-datum
            time,lat,lon,map datum         ! 1767225600,52.5,13.4,NAD27 CONUS ! coordinate-datum
            time,lat,lon,CRS               ! 1767225600,52.5,13.4,EPSG:31467 ! coordinate-datum
            """)
    void a_point_with_a_contradicted_coordinate_is_rejected(String header, String row, String reason) throws Exception {
        var parsed = parsed(header + "\n" + row + "\n");

        assertThat(parsed.points()).isEmpty();
        assertThat(parsed.reasons()).containsExactly(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            valid    ! SPS
            valid    ! A
            fix mode ! 3D
            fix      ! 1
            fix valid! true
            status   ! 0
            status   ! parked
            datum    ! WGS84
            datum    ! WGS 84
            map datum! W84
            crs      ! EPSG:4326
            Datum    ! 01.01.2026
            """)
    void a_point_with_a_confirmed_coordinate_is_accepted(String column, String cell) throws Exception {
        assertThat(parsed("time,lat,lon," + column + "\n1767225600,52.5,13.4," + cell + "\n")
                        .places())
                .containsExactly("2026-01-01T00:00:00Z 52.5000000 13.4000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"time,lat_n,lat_s,lon_w,lon_e", "time,lat_s,lon_s", "time,lat (m),lat (s),lon (m),lon (s)"})
    void limits_of_an_area_and_seconds_alone_are_no_coordinates(String header) {
        assertThatThrownBy(() -> parsed(header + "\n1767225600,1,2,3,4\n")).hasMessageContaining("no column called");
    }

    @Test
    void a_rejection_shows_the_original_text() throws Exception {
        var parsed = parsed("time,lat,lon,ew\n1767225600,latitude,Longitude,E\n1767225600,52.5S,13.4x,E\n");

        assertThat(parsed.rejections().get(0).text()).contains("lat=\"latitude\"", "lon=\"Longitude E\"");
        assertThat(parsed.rejections().get(1).text()).contains("lat=\"52.5S\"", "lon=\"13.4x E\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INDEX,TAG,DATE,TIME,LATITUDE N/S,LONGITUDE E/W,HEIGHT,SPEED,HEADING,VOX\n"
                        + "1,T,260101,000000,52.500000N,013.400000E,34,36,90,\n",
                "INDEX,TAG,DATE,TIME,LATITUDE N/S,LONGITUDE E/W,HEIGHT,SPEED,HEADING,FIX MODE,VALID,PDOP,HDOP,VDOP,VOX\n"
                        + "1,T,260101,000000,52.500000N,013.400000E,34,36,90,3D,SPS,1.6,1.3,1.0,\n",
                "INDEX,RCR,DATE,TIME,VALID,LATITUDE,N/S,LONGITUDE,E/W,HEIGHT,SPEED,HEADING,DSTA,DAGE\n"
                        + "1,T,2026/01/01,00:00:00,SPS,52.5,N,13.4,E,34.000 M,36,90,,\n",
                "Index,RCR,Date,Time,Valid,Latitude,N/S,Longitude,E/W,Height(m),Speed,Heading,Distance\n"
                        + "1,TD,2026/01/01,00:00:00,DGPS,52.5,N,13.4,E,34,36.0,90,0\n",
                "INDEX;TAG;DATE;TIME;LATITUDE N/S;LONGITUDE E/W;HEIGHT;SPEED;HEADING;PRES;TEMP\n"
                        + "1;T;260101;000000;52.500000N;13.400000E;34;36;90;1010;20\n"
            })
    void the_speed_of_known_loggers_is_converted_from_kilometres_per_hour_with_a_remark(String file) throws Exception {
        var parsed = parsed(file);

        assertThat(parsed.places()).containsExactly("2026-01-01T00:00:00Z 52.5000000 13.4000000");
        assertThat(parsed.points().getFirst().speed()).isEqualTo(10);
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(34);
        assertThat(remarks(parsed)).contains("unit-of-producer");
    }

    @Test
    void a_unit_from_the_uploader_overrides_the_layout() throws Exception {
        var file =
                "INDEX,TAG,time,LATITUDE N/S,LONGITUDE E/W,HEIGHT,SPEED,Akku\n1,T,1767225600,52.5N,13.4E,100,36,0.54\n";

        var parsed = parsed(file, Map.of("speed", "SPEED[m/s]", "elevation", "HEIGHT[ft]", "battery", "Akku[0..1]"));

        assertThat(parsed.points().getFirst().speed()).isEqualTo(36);
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(30.48f);
        assertThat(parsed.points().getFirst().battery()).isEqualTo(54);
        assertThat(remarks(parsed)).doesNotContain("unit-of-producer");
        assertThat(parsed(file, Map.of("speed", "SPEED [kn]"))
                        .points()
                        .getFirst()
                        .speed())
                .isCloseTo(18.52f, CLOSE);
        assertThatThrownBy(() -> parsed(file, Map.of("speed", "SPEED[furlongs]")))
                .hasMessageContaining("furlongs")
                .hasMessageContaining("km/h");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            speed                  ! 36 km/h       ! 10
            speed                  ! 3.204 km/h    ! 0.89
            speed                  ! 10 mph        ! 4.4704
            speed                  ! 5 kn          ! 2.57222
            speed                  ! 5kt           ! 2.57222
            speed                  ! 2.5 m/s       ! 2.5
            Speed(km/hr)           ! 36            ! 10
            GPS Speed (Meters/second) ! 2.5        ! 2.5
            speed_mph              ! 10            ! 4.4704
            speed,speed unit       ! 36,km/h       ! 10
            speed,units            ! 10,mph        ! 4.4704
            """)
    void a_speed_is_read_in_its_unit(String column, String cell, float expected) throws Exception {
        var parsed = parsed("lat,lon,time," + column + "\n52.5,13.4,1767225600," + cell + "\n");

        assertThat(parsed.points().getFirst().speed()).isCloseTo(expected, CLOSE);
        assertThat(parsed.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            elevation        ! 98.470 m         ! 98.47
            elevation        ! 12m              ! 12
            elevation        ! "1,234 ft"       ! 376.1232
            elevation        ! "1,234.5"        ! 1234.5
            elevation        ! "1,234"          ! 1234
            Altitude(meters) ! 98.5             ! 98.5
            Altitude (ft)    ! 100              ! 30.48
            alt,alt unit     ! 100,feet         ! 30.48
            Altitude in feet ! 100              ! 30.48
            altitude         ! 10 yd            ! 9.144
            elevation        ! 98.5\u00a0m      ! 98.5
            elevation        ! \u00a098.5\u00a0 ! 98.5
            elevation        ! 98.5\u0000\u0000 ! 98.5
            """)
    void an_elevation_is_read_in_its_unit(String column, String cell, float expected) throws Exception {
        var parsed = parsed("lat,lon,time," + column + "\n52.5,13.4,1767225600," + cell + "\n");

        assertThat(parsed.points().getFirst().elevation()).isEqualTo(expected);
        assertThat(parsed.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            battery        ! 80%       ! 80
            battery        ! 80 %      ! 80
            battery_level  ! 0.54      ! 54
            battery_level  ! 0.29      ! 29
            battery_level  ! 0.57      ! 57
            batterylevel   ! 85        ! 85
            """)
    void a_battery_is_exact(String column, String cell, float expected) throws Exception {
        var parsed = parsed("lat,lon,time," + column + "\n52.5,13.4,1767225600," + cell + "\n");

        assertThat(parsed.points().getFirst().battery()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            accuracy             ! 12 m        ! 12
            hAcc                 ! 12          ! 12
            accuracy_horizontal  ! 12          ! 12
            horaccur             ! ±12 m       ! 12
            horizontal_accuracy  ! 12.0        ! 12
            hAcc (mm)            ! 12000       ! 12
            hdop                 ! 12 m        ! 12
            """)
    void an_accuracy_has_many_names(String column, String cell, float expected) throws Exception {
        var parsed = parsed("lat,lon,time," + column + "\n52.5,13.4,1767225600," + cell + "\n");

        assertThat(parsed.points().getFirst().accuracy()).isEqualTo(expected);
    }

    @Test
    void text_in_a_number_column_gets_a_remark_and_a_missing_value_does_not() throws Exception {
        var file = "lat,lon,time,elevation,speed,speed unit\n52.5,13.4,1767225600,";

        assertThat(remarks(parsed(file + "high,,\n"))).containsExactly("attribute-dropped");
        assertThat(remarks(parsed(file + "12 parsecs,,\n"))).containsExactly("attribute-dropped");
        assertThat(remarks(parsed(file + "12 km/h,,\n"))).containsExactly("attribute-dropped");
        assertThat(remarks(parsed(file + "12,3,furlongs\n"))).containsExactly("attribute-dropped");
        assertThat(remarks(parsed(file + "n/a,NaN,\n"))).isEmpty();
        assertThat(remarks(parsed(file + "-,null,\n"))).isEmpty();
    }

    @Test
    void a_comma_before_three_digits_is_read_as_in_the_coordinates() throws Exception {
        var points = parsed("lat,lon,time,elevation\n\"52,5\",\"13,4\",1767225600,\"1,234 m\"\n");
        var semicolons = parsed("lat;lon;time;elevation\n52,5;13,4;1767225600;1.234,5\n");

        assertThat(points.points().getFirst().elevation()).isEqualTo(1.234f);
        assertThat(remarks(points)).containsExactly("decimal-comma");
        assertThat(semicolons.points().getFirst().elevation()).isEqualTo(1234.5f);
    }
}
