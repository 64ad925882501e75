// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.options.StreamChoice;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.connectors.spark.write.commit.WriteJob;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/** A write whose frame fits the sink. */
final class PravegaWrite implements Write {

    private final ClientFactory clients;
    private final WriteOptions options;
    private final RowLayout layout;
    private final String queryId;
    private final boolean truncate;
    private final LastCommit lastCommit;
    private final StreamId stream;

    PravegaWrite(ClientFactory clients, WriteOptions options, RowLayout layout, String queryId, boolean truncate,
            LastCommit lastCommit) {
        this.clients = clients;
        this.options = options;
        this.layout = layout;
        this.queryId = queryId;
        this.truncate = truncate;
        this.lastCommit = lastCommit;
        this.stream = TargetStream.of(options.streams());
    }

    @Override
    public String description() {
        return "pravega " + options.streams();
    }

    @Override
    public BatchWrite toBatch() {
        if (truncate && !(options.streams() instanceof StreamChoice.One)) {
            throw new IllegalArgumentException(("Cannot overwrite streams '%s': only one stream can be overwritten; "
                    + "append, or overwrite them one by one").formatted(options.streams()));
        }
        if (!options.exactlyOnce()) {
            return new AtLeastOnceBatchWrite(clients, options, layout, truncate,
                    EventTimeNotes.ofBatch(stream, queryId, lastCommit));
        }
        if (options.txnAppId().isPresent() && truncate) {
            // A repeated version would have to know where the first attempt meant to truncate.
            throw new IllegalArgumentException(("Cannot overwrite stream %s under txn_app_id '%s': only appending can "
                    + "be repeated safely; leave out txn_app_id and txn_version")
                    .formatted(stream, options.txnAppId().get()));
        }
        // Where all rows of a key come to one task, their order does not depend on that of the commits.
        boolean ordered = !options.distributeByRoutingKey();
        WriteJob job = options.txnAppId().map(app -> new WriteJob(WriteJob.Kind.VERSION, app, stream, true, ordered))
                .orElseGet(() -> new WriteJob(WriteJob.Kind.BATCH, queryId, stream, false, ordered));
        return new ExactlyOnceBatchWrite(clients, options, layout, job, truncate, lastCommit,
                EventTimeNotes.ofBatch(stream, job.id(), lastCommit));
    }

    /**
     * Output mode {@code complete} comes with a truncation, which is not done: each epoch appends the whole result, as
     * with other sinks of streams.
     */
    @Override
    public StreamingWrite toStreaming() {
        EventTimeNotes times = EventTimeNotes.ofQuery(stream, queryId, lastCommit);
        if (!options.exactlyOnce()) {
            return new AtLeastOnceStreamingWrite(clients, options, layout, times);
        }
        if (options.txnAppId().isPresent()) {
            throw new IllegalArgumentException("Cannot number the epochs of a streaming query with txn_app_id and "
                    + "txn_version: Spark numbers them; the options are for batch writes, as in foreachBatch");
        }
        return new ExactlyOnceStreamingWrite(clients, options, layout,
                new WriteJob(WriteJob.Kind.EPOCH, queryId, stream, options.commitLedger(), false), lastCommit, times);
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return SinkMetrics.supported();
    }

    /** Part of Spark's interface since 4.1, where it overrides the default. */
    public CustomTaskMetric[] reportDriverMetrics() {
        return SinkMetrics.ofDriver(lastCommit.time());
    }
}
