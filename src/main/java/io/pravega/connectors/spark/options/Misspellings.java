// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warnings about options that are a likely typo, one warning for each in the life of the JVM. Unknown names that
 * resemble no option are ignored, because Spark and its users pass options along that are not the connector's.
 */
final class Misspellings {

    private static final Logger LOG = LoggerFactory.getLogger(Misspellings.class);
    private static final int MAX_DISTANCE = 2;
    /** A name has a wrong letter for each so many it has: {@code escape} is Spark's, and no {@code scope}. */
    private static final int SHORT = 3;
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private Misspellings() {
    }

    static void warn(Collection<String> names) {
        for (String name : names) {
            meant(name).filter(option -> WARNED.add(name)).ifPresent(option ->
                    LOG.warn("Option '{}' is not known and has no effect; did you mean '{}'?", name, option));
        }
    }

    /** Finds the known option that an unknown name resembles. */
    private static Optional<ConfigOption<?>> meant(String name) {
        if (PravegaOptions.isOption(name)) {
            return Optional.empty();
        }
        return PravegaOptions.all().stream()
                .filter(option -> distance(name, option) <= Math.min(MAX_DISTANCE, option.name().length() / SHORT))
                .min(Comparator.comparingInt(option -> distance(name, option)));
    }

    private static int distance(String name, ConfigOption<?> option) {
        return option.names().mapToInt(known -> distance(letters(name), letters(known))).min().orElseThrow();
    }

    /** Reduces a name to its letters: {@code maxBytesPerTrigger} is then the same as {@code max-bytes-per-trigger}. */
    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_.\\-\\s]", "");
    }

    /** Returns Levenshtein's distance: how many letters have to be added, left out or changed. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
