// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.examples;

import java.util.Arrays;
import org.apache.spark.sql.SparkSession;

/**
 * Goes through the catalog, and then copies a stream, in one application of Spark. Takes what {@link CatalogTour} takes
 * and then what {@link StreamToStream} takes.
 */
public final class TourAndCopy {

    private TourAndCopy() {
    }

    public static void main(String[] args) throws Exception {
        CatalogTour.take(SparkSession.builder().appName("Tour and copy").getOrCreate(), args[0], args[1]);
        StreamToStream.main(Arrays.copyOfRange(args, 2, args.length));
    }
}
