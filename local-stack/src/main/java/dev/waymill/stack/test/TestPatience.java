package dev.waymill.stack.test;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// Sets Awaitility's default timeout for every test of a module that uses this one. It is long because a
/// machine may be busy; a passing test never waits for it. JUnit finds this class as a service.
public final class TestPatience implements LauncherSessionListener {
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
