package io.pravega.connectors.spark.client;

import io.pravega.common.hash.HashHelper;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/**
 * Where routing keys lead to. Hashes them exactly as Pravega's own writers do ({@code StreamSegments}), and remembers
 * the answers for keys seen lately.
 *
 * @param <T> what a position in the key space leads to
 */
final class KeyRoutes<T> {

    // Pravega's seed: with another one, a key's events would go to a segment where nobody expects them.
    private static final HashHelper HASH = HashHelper.seededWith("EventRouter");
    private static final int SLOTS = 4096;

    private final DoubleFunction<T> target;
    private final String[] keys = new String[SLOTS];
    private final Route<T>[] routes = newRoutes();

    KeyRoutes(DoubleFunction<T> target) {
        this.target = target;
    }

    @SuppressWarnings("unchecked")
    private static <T> Route<T>[] newRoutes() {
        return (Route<T>[]) new Route<?>[SLOTS];
    }

    Route<T> find(String key) {
        int hash = key.hashCode();
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        if (!key.equals(keys[slot])) {
            double position = HASH.hashToRange(key);
            keys[slot] = key;
            routes[slot] = new Route<>(position, target.apply(position));
        }
        return routes[slot];
    }

    /** To be called when positions lead elsewhere. */
    void forget() {
        Arrays.fill(keys, null);
    }

    /** A key's position between 0 and 1, and where it leads to. */
    record Route<T>(double position, T target) {
    }
}
