// SPDX-License-Identifier: Apache-2.0
/**
 * The commit of one epoch ({@link io.pravega.connectors.spark.write.commit.EpochCommitter}) and what it writes down in
 * the commit ledger. Free of I/O but for the interfaces of {@code client} that it is given.
 */
@NullMarked
package io.pravega.connectors.spark.write.commit;

import org.jspecify.annotations.NullMarked;
