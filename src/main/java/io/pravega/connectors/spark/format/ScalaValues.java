// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import java.util.Map;
import scala.Option;
import scala.collection.immutable.HashMap;
import scala.collection.immutable.HashMap$;

/**
 * Values as Spark's expressions want them. This is the one place that makes Scala's collections: the methods of
 * {@code HashMap} that are called here have the same signature in Scala 2.12 and 2.13, which most others do not.
 */
final class ScalaValues {

    private ScalaValues() {
    }

    static HashMap<String, String> map(Map<String, String> entries) {
        HashMap<String, String> map = HashMap$.MODULE$.empty();
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            map = map.updated(entry.getKey(), entry.getValue());
        }
        return map;
    }

    static <T> Option<T> some(T value) {
        return Option.apply(value);
    }

    static <T> Option<T> none() {
        return Option.empty();
    }
}
