package dev.waymill.worker.consume.pool;

/// Tunes the concurrency for the best throughput without adding latency for nothing. Has no threads; confined
/// to its caller.
///
/// Hill climbing with one trial level per period. A higher level is kept if throughput grows by at least 5 %; a
/// lower one, if throughput falls by at most 3 %. While all workers are busy, a record takes level / throughput
/// (Little's law, 1961), so more throughput at the same level is less latency, and a higher level without more
/// throughput is only more latency. If neither direction helps, the level stays for a while. Periods without
/// enough work to keep all workers busy are ignored.
public final class ConcurrencyTuner {
    private static final double STEP = 1.3;
    private static final double GAIN = 1.05;
    private static final double LOSS = 0.97;
    private static final int REST = 10;

    private final int min;
    private final int max;
    private int best;
    private int trying;
    private double bestRate;
    private boolean up = true;
    private int refusals;
    private int rest;

    /// @param min the lowest level, and the first one
    /// @param max the highest level
    public ConcurrencyTuner(int min, int max) {
        this.min = min;
        this.max = max;
        this.best = min;
        this.trying = min;
    }

    /// The level for the next period.
    ///
    /// @param finished records finished in this period
    /// @param busy whether all workers were busy at its end
    public int next(long finished, boolean busy) {
        if (!busy || rest > 0) {
            rest = busy ? rest - 1 : rest;
            trying = best;
            return best;
        }
        if (trying == best) {
            bestRate = finished;
        } else {
            judge(finished);
        }
        trying = rest > 0 ? best : step();
        return trying;
    }

    private void judge(long finished) {
        if (finished >= bestRate * (trying > best ? GAIN : LOSS)) {
            best = trying;
            bestRate = Math.max(finished, bestRate * LOSS);
            refusals = 0;
        } else {
            refuse();
        }
    }

    private void refuse() {
        up = !up;
        refusals++;
        if (refusals == 2) {
            refusals = 0;
            rest = REST;
        }
    }

    private int step() {
        int next = up ? Math.min(max, (int) Math.ceil(best * STEP)) : Math.max(min, (int) (best / STEP));
        if (next == best) {
            refuse();
        }
        return next;
    }
}
