// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

/** What becomes of an event that does not parse: the values of option {@code mode}, in Spark's own words. */
public enum ParseMode {
    /** Its columns are null, but for those that could be read. */
    PERMISSIVE,
    /** It is left out. */
    DROPMALFORMED,
    /** The query fails. */
    FAILFAST
}
