// SPDX-License-Identifier: Apache-2.0
/**
 * Scopes as namespaces and streams as tables of a catalog. What a table reads and writes is the root package's; nothing
 * here moves an event.
 */
@NullMarked
package io.pravega.connectors.spark.catalog;

import org.jspecify.annotations.NullMarked;
