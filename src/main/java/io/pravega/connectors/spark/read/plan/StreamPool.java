// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.stream.StreamId;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A query's threads for asking about several streams at a time. There are few of them, however many streams there are,
 * and none while nothing is asked or only one stream is asked about.
 */
public final class StreamPool implements AutoCloseable {

    private static final int THREADS = 16;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), work -> {
        Thread thread = new Thread(work, "pravega-plan-streams");
        thread.setDaemon(true);
        return thread;
    });

    public StreamPool() {
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks about each stream and waits for all the answers.
     *
     * @param question null for a stream of which nothing is to be told
     * @throws UncheckedIOException holding an {@link InterruptedIOException} when the caller is interrupted
     */
    public <T> SortedMap<StreamId, T> ask(Collection<StreamId> streams, Function<StreamId, @Nullable T> question) {
        SortedMap<StreamId, T> answers = new TreeMap<>();
        if (streams.isEmpty()) {
            return answers;
        }
        if (streams.size() == 1) {
            StreamId only = streams.iterator().next();
            put(answers, only, question.apply(only));
            return answers;
        }
        List<StreamId> asked = List.copyOf(streams);
        try {
            List<Future<@Nullable T>> found = threads.invokeAll(asked.stream()
                    .<Callable<@Nullable T>>map(stream -> () -> question.apply(stream)).toList());
            for (int i = 0; i < asked.size(); i++) {
                put(answers, asked.get(i), found.get(i).get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // Spark takes this exception as a sign that the query is being stopped.
            throw new UncheckedIOException(new InterruptedIOException("Cannot ask about the streams: interrupted"));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    private static <T> void put(SortedMap<StreamId, T> answers, StreamId stream, @Nullable T answer) {
        if (answer != null) {
            answers.put(stream, answer);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
