// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

/** One row of the table, which may have several lines. */
interface Measurement {

    /** Measures, and hands each line to {@link Lab#report}. */
    void run(Lab lab) throws Exception;
}
