// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import io.pravega.connectors.spark.client.CommitLedger;
import java.util.Map;
import java.util.Optional;

/** A ledger that keeps nothing, for writes that nobody will repeat and for {@code commit_ledger=false}. */
public final class VolatileLedger implements CommitLedger {

    @Override
    public Optional<Entry> read(String name) {
        return Optional.empty();
    }

    @Override
    public Entry write(String name, Optional<Entry> expected, byte[] value) {
        return () -> value;
    }

    @Override
    public Map<String, Entry> entries() {
        return Map.of();
    }

    @Override
    public boolean remove(String name, Entry expected) {
        return false;
    }
}
