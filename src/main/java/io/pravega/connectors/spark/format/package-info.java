// SPDX-License-Identifier: Apache-2.0
/**
 * Formats of events: how bytes become typed columns. Spark's own expressions do it. This package knows them, and makes
 * them in the forms that all supported versions have. Of Pravega, it knows the schema registry alone.
 */
@NullMarked
package io.pravega.connectors.spark.format;

import org.jspecify.annotations.NullMarked;
