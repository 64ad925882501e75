// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import io.pravega.connectors.spark.stream.StreamId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The settings of a sink: where it writes, and what it promises.
 *
 * @param streams where it writes
 * @param exactlyOnce whether to write in transactions; otherwise, at least once
 * @param transactionTimeout the lease that the user insists on, at least 10 s; empty = the default, which is lowered
 *     where the server's maximum is lower
 * @param readAfterWriteConsistency whether a commit lasts until its events can be read
 * @param statusPollInterval the longest pause between two looks at a transaction that is being committed; at least 1 ms
 * @param commitLedger whether epochs are recorded in the scope's commit ledger
 * @param txnAppId who writes, for a batch that is written once however often it is run; set together with the version
 * @param txnVersion which of its batches {@code txnAppId} writes; at least 0 and rising
 * @param distributeByRoutingKey whether rows of one routing key come to one task before they are written
 * @param eventTimeColumn the column that says how far in time the stream goes; empty = one with a watermark
 */
public record WriteOptions(ConnectionOptions connection, StreamChoice streams, StreamCreationOptions creation,
        boolean exactlyOnce, Optional<Duration> transactionTimeout, boolean readAfterWriteConsistency,
        Duration statusPollInterval, boolean commitLedger, Optional<String> txnAppId, OptionalLong txnVersion,
        boolean distributeByRoutingKey, Optional<String> eventTimeColumn) {

    public WriteOptions {
        if (txnAppId.isPresent() != txnVersion.isPresent()) {
            throw new IllegalArgumentException("Cannot write only once: %s is set without %s".formatted(
                    txnAppId.isPresent() ? PravegaOptions.TXN_APP_ID : PravegaOptions.TXN_VERSION,
                    txnAppId.isPresent() ? PravegaOptions.TXN_VERSION : PravegaOptions.TXN_APP_ID));
        }
        if (txnAppId.isPresent() && (!exactlyOnce || !commitLedger)) {
            throw new IllegalArgumentException("Cannot write only once with %s=false: %s and %s rely on it".formatted(
                    exactlyOnce ? PravegaOptions.COMMIT_LEDGER : PravegaOptions.EXACTLY_ONCE,
                    PravegaOptions.TXN_APP_ID, PravegaOptions.TXN_VERSION));
        }
    }

    /**
     * Reads the options of one query.
     *
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static WriteOptions from(CaseInsensitiveStringMap options) {
        return from(OptionReader.of(options));
    }

    static WriteOptions from(OptionReader options) {
        return new WriteOptions(ConnectionOptions.from(options), StreamChoice.from(options),
                StreamCreationOptions.from(options),
                options.get(PravegaOptions.EXACTLY_ONCE), options.find(PravegaOptions.TRANSACTION_TIMEOUT),
                options.get(PravegaOptions.READ_AFTER_WRITE_CONSISTENCY),
                options.get(PravegaOptions.STATUS_POLL_INTERVAL), options.get(PravegaOptions.COMMIT_LEDGER),
                options.find(PravegaOptions.TXN_APP_ID), options.findLong(PravegaOptions.TXN_VERSION),
                options.get(PravegaOptions.DISTRIBUTE_BY_ROUTING_KEY), options.find(TimeOptions.EVENT_TIME_COLUMN));
    }

    /**
     * Returns the only stream.
     *
     * @throws IllegalArgumentException {@code Cannot …} when the options name several
     */
    public StreamId stream() {
        return streams.only("write to");
    }

    /** Returns the lease to ask for: the user's, or the default. */
    public Duration lease() {
        return transactionTimeout.or(PravegaOptions.TRANSACTION_TIMEOUT::defaultValue).orElseThrow();
    }
}
