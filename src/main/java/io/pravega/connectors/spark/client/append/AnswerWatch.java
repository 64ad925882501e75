// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clock for checks whether the servers of this JVM's appenders still answer. It ticks on the JDK's own
 * thread pool, for the threads of a connection may all be blocked by the very server that does not answer, and only
 * while there are appenders.
 */
final class AnswerWatch {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerWatch.class);
    private static final long PERIOD_SECONDS = 2;
    private static final Executor NEXT_TICK = CompletableFuture.delayedExecutor(PERIOD_SECONDS, TimeUnit.SECONDS);
    private static final Set<Runnable> CHECKS = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean TICKING = new AtomicBoolean();

    private AnswerWatch() {
    }

    static void add(Runnable check) {
        CHECKS.add(check);
        start();
    }

    static void remove(Runnable check) {
        CHECKS.remove(check);
    }

    private static void start() {
        if (TICKING.compareAndSet(false, true)) {
            NEXT_TICK.execute(AnswerWatch::tick);
        }
    }

    private static void tick() {
        for (Runnable check : CHECKS) {
            try {
                check.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("Cannot look after an appender: {}", e.toString());
            }
        }
        if (CHECKS.isEmpty()) {
            TICKING.set(false);
            if (!CHECKS.isEmpty()) {
                start();
            }
        } else {
            NEXT_TICK.execute(AnswerWatch::tick);
        }
    }
}
