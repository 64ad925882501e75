// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Runs the SQL statements of a file, each ended by a semicolon, and shows what they answer. */
public final class SqlScript {

    private SqlScript() {
    }

    public static void main(String[] args) throws Exception {
        SparkSession spark = SparkSession.builder().appName("SQL script").getOrCreate();
        for (String statement : Files.readString(Path.of(args[0])).split(";", -1)) {
            if (!statement.isBlank()) {
                spark.sql(statement).show();
            }
        }
        spark.stop();
    }
}
