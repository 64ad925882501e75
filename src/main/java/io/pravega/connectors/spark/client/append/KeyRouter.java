// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

import io.pravega.common.hash.HashHelper;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * A map from routing keys to what they lead to. It hashes keys exactly as Pravega's own writers do
 * ({@code StreamSegments}), and remembers the answers for keys seen lately.
 *
 * @param <T> what a position in the key space leads to
 */
public final class KeyRouter<T> {

    // Pravega's seed: with another one, a key's events would go to a segment where nobody expects them.
    private static final HashHelper HASH = HashHelper.seededWith("EventRouter");
    /** How many keys are remembered at most; then all are forgotten. */
    private static final int MOST = 10_000;

    private final DoubleFunction<T> target;
    private final Map<String, Route<T>> routes = new HashMap<>();

    KeyRouter(DoubleFunction<T> target) {
        this.target = target;
    }

    /** Returns where in the key space a key lies, between 0 and 1. */
    public static double position(String key) {
        return HASH.hashToRange(key);
    }

    Route<T> find(String key) {
        Route<T> known = routes.get(key);
        return known == null ? learn(key) : known;
    }

    private Route<T> learn(String key) {
        if (routes.size() == MOST) {
            routes.clear();
        }
        double position = position(key);
        Route<T> route = new Route<>(position, target.apply(position));
        routes.put(key, route);
        return route;
    }

    /** Forgets all answers. To be called when positions lead elsewhere. */
    void forget() {
        routes.clear();
    }

    /** A key's position between 0 and 1, and where it leads to. */
    record Route<T>(double position, T target) {
    }
}
