// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Where a sink writes, and what it promises. */
public final class WriteOptions implements Serializable {

    /** The lease to ask for when {@link #transactionTimeout} is empty, lowered where the server's maximum is lower. */
    public static final Duration DEFAULT_TRANSACTION_TIMEOUT =
            PravegaOptions.TRANSACTION_TIMEOUT.defaultValue().orElseThrow();

    private static final long serialVersionUID = 1L;

    private final ConnectionOptions connection;
    private final String scope;
    private final String stream;
    private final StreamCreationOptions creation;
    private final boolean exactlyOnce;
    private final Duration transactionTimeout;
    private final boolean readAfterWriteConsistency;
    private final Duration statusPollInterval;
    private final boolean commitLedger;
    private final String txnAppId;
    private final Long txnVersion;

    private WriteOptions(GivenOptions given) {
        connection = ConnectionOptions.from(given);
        scope = given.require(PravegaOptions.SCOPE);
        stream = given.require(PravegaOptions.STREAM);
        creation = StreamCreationOptions.from(given);
        exactlyOnce = given.get(PravegaOptions.EXACTLY_ONCE);
        transactionTimeout = given.find(PravegaOptions.TRANSACTION_TIMEOUT).orElse(null);
        readAfterWriteConsistency = given.get(PravegaOptions.READ_AFTER_WRITE_CONSISTENCY);
        statusPollInterval = given.get(PravegaOptions.STATUS_POLL_INTERVAL);
        commitLedger = given.get(PravegaOptions.COMMIT_LEDGER);
        txnAppId = given.find(PravegaOptions.TXN_APP_ID).orElse(null);
        txnVersion = given.find(PravegaOptions.TXN_VERSION).orElse(null);
        checkIdempotence();
    }

    /**
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static WriteOptions from(CaseInsensitiveStringMap options) {
        return from(GivenOptions.of(options));
    }

    static WriteOptions from(GivenOptions given) {
        return new WriteOptions(given);
    }

    private void checkIdempotence() {
        if (txnAppId == null && txnVersion == null) {
            return;
        }
        if (txnAppId == null || txnVersion == null) {
            throw new IllegalArgumentException("Cannot write only once: %s is set without %s".formatted(
                    txnAppId == null ? PravegaOptions.TXN_VERSION : PravegaOptions.TXN_APP_ID,
                    txnAppId == null ? PravegaOptions.TXN_APP_ID : PravegaOptions.TXN_VERSION));
        }
        if (!exactlyOnce || !commitLedger) {
            throw new IllegalArgumentException("Cannot write only once with %s=false: %s and %s rely on it".formatted(
                    exactlyOnce ? PravegaOptions.COMMIT_LEDGER : PravegaOptions.EXACTLY_ONCE,
                    PravegaOptions.TXN_APP_ID, PravegaOptions.TXN_VERSION));
        }
    }

    public ConnectionOptions connection() {
        return connection;
    }

    public String scope() {
        return scope;
    }

    public String stream() {
        return stream;
    }

    public StreamCreationOptions creation() {
        return creation;
    }

    /** Whether to write in transactions; if not, at least once. */
    public boolean exactlyOnce() {
        return exactlyOnce;
    }

    /** The lease the user insists on, at least 10 s; empty = {@link #DEFAULT_TRANSACTION_TIMEOUT}. */
    public Optional<Duration> transactionTimeout() {
        return Optional.ofNullable(transactionTimeout);
    }

    /** Whether a commit lasts until its events can be read. */
    public boolean readAfterWriteConsistency() {
        return readAfterWriteConsistency;
    }

    /** The longest pause between two looks at a transaction that is being committed; at least 1 ms. */
    public Duration statusPollInterval() {
        return statusPollInterval;
    }

    /** Whether epochs are noted down in the scope's commit ledger. */
    public boolean commitLedger() {
        return commitLedger;
    }

    /** Who writes, for a batch that is to be written once however often it is run; set if the version is. */
    public Optional<String> txnAppId() {
        return Optional.ofNullable(txnAppId);
    }

    /** Which of its batches {@link #txnAppId} writes; at least 0 and rising. */
    public OptionalLong txnVersion() {
        return txnVersion == null ? OptionalLong.empty() : OptionalLong.of(txnVersion);
    }

    @Override
    public String toString() {
        return "WriteOptions[%s/%s, %s]".formatted(scope, stream, connection);
    }
}
