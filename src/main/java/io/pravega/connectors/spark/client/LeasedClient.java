// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.StreamId;
import java.time.Duration;

/** One lease on a shared client. */
final class LeasedClient implements PravegaClient {

    private final LeaseCache<?, SharedClient>.Lease lease;

    LeasedClient(LeaseCache<?, SharedClient>.Lease lease) {
        this.lease = lease;
    }

    @Override
    public StreamAdmin admin() {
        return lease.value().admin();
    }

    @Override
    public StreamDirectory directory(StreamId stream) {
        return lease.value().directory(stream);
    }

    @Override
    public SegmentEvents events() {
        return lease.value().events();
    }

    @Override
    public Transactions transactions(StreamId stream, Duration duration) {
        return lease.value().transactions(stream, duration);
    }

    @Override
    public EventWriter eventWriter(StreamId stream) {
        return lease.value().eventWriter(stream);
    }

    @Override
    public CommitLedger ledger(String scope) {
        return lease.value().ledger(scope);
    }

    @Override
    public void close() {
        lease.close();
    }
}
