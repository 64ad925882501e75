// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.util.UUID;

/** A transaction can't be committed any more. */
public final class TransactionFinishedException extends PravegaException {

    private static final long serialVersionUID = 1L;

    public TransactionFinishedException(UUID transaction, TransactionStatus status) {
        super("Cannot commit transaction %s: the server says it is %s".formatted(transaction, status), null);
    }
}
