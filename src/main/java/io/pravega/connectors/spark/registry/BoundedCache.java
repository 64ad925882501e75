// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers that never change; when there are too many, the one that was not used for the longest time is forgotten. Safe
 * for use by several threads.
 */
public final class BoundedCache<K, V> {

    private final Map<K, V> answers;

    public BoundedCache(int capacity) {
        answers = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > capacity;
            }
        };
    }

    Optional<V> find(K key) {
        synchronized (answers) {
            return Optional.ofNullable(answers.get(key));
        }
    }

    /**
     * Returns what is known, or the answer to the question. Nobody waits for the question of another: two that ask for
     * the same at the same time both ask.
     */
    public V get(K key, Function<K, V> question) {
        return find(key).orElseGet(() -> {
            V answer = question.apply(key);
            put(key, answer);
            return answer;
        });
    }

    void put(K key, V answer) {
        synchronized (answers) {
            answers.put(key, answer);
        }
    }
}
