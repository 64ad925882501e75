// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark;

import io.pravega.connectors.spark.client.pool.PravegaClients;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.write.FinishedWriters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The commit ledger, for operators. */
public final class PravegaLedger {

    private PravegaLedger() {
    }

    /**
     * Removes what the commit ledger keeps of queries and applications that have not written to a stream for so long.
     * To be called only when they will not be started again: such a query could write its last epoch twice, and such an
     * application a version that it had written.
     *
     * @param options the options of a write: {@code controller}, {@code scope}, {@code stream}, and credentials; with a
     *     list or {@code stream_pattern}, the entries of all writers to several streams of the scope are meant
     * @param unusedFor the least time since an entry was written, such as a month
     * @return the names of the removed entries: kind, query id or {@code txn_app_id}, scope and stream
     */
    public static List<String> forgetFinished(Map<String, String> options, Duration unusedFor) {
        return FinishedWriters.forget(PravegaClients.SHARED,
                WriteOptions.from(new CaseInsensitiveStringMap(options)), unusedFor);
    }
}
