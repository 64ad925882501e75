// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.jspecify.annotations.Nullable;

/**
 * The oldest Java and Spark that the connector runs on. The class is compiled for Java 8, like
 * {@link PravegaSourceProvider}, so that users of an older one are told in a sentence.
 */
final class SupportedVersions {

    private static final int JAVA = 17;
    private static final int SPARK_MAJOR = 3;
    private static final int SPARK_MINOR = 5;

    private SupportedVersions() {
    }

    /**
     * Refuses a Java or Spark that is too old.
     *
     * @throws UnsupportedOperationException when it is
     */
    static void check() {
        check(System.getProperty("java.specification.version"), sparkVersion());
    }

    /**
     * Refuses versions that are too old; those that it cannot read are accepted.
     *
     * @param java such as {@code 1.8} or {@code 17}
     * @param spark such as {@code 3.5.8}
     */
    static void check(String java, String spark) {
        int[] javaNumbers = numbers(java);
        if (javaNumbers != null && javaNumbers[0] < JAVA) {
            throw new UnsupportedOperationException(
                    "Cannot use format 'pravega' on Java " + java + ": it needs Java " + JAVA + " or newer");
        }
        int[] numbers = numbers(spark);
        if (numbers != null
                && (numbers[0] < SPARK_MAJOR || (numbers[0] == SPARK_MAJOR && numbers[1] < SPARK_MINOR))) {
            throw new UnsupportedOperationException("Cannot use format 'pravega' on Spark " + spark
                    + ": it needs Spark " + SPARK_MAJOR + "." + SPARK_MINOR + " or newer");
        }
    }

    /** Returns the major and the minor number, or null when the text has another form. */
    private static int @Nullable [] numbers(String version) {
        Matcher matcher = Pattern.compile("(\\d{1,4})(?:\\.(\\d{1,4}))?(\\D.*)?").matcher(version);
        if (!matcher.matches()) {
            return null;
        }
        int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return new int[] {Integer.parseInt(matcher.group(1)), minor};
    }

    /** Reads the version from a file that every Spark has, because the class that knows it is not the same in all. */
    private static String sparkVersion() {
        Properties properties = new Properties();
        try (InputStream file = TableProvider.class.getResourceAsStream("/spark-version-info.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tell which Spark this is: " + e.getMessage(), e);
        }
        return properties.getProperty("version", "");
    }
}
