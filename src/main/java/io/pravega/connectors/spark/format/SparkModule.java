// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.catalyst.expressions.Expression;

/**
 * A module of Spark that is not among Spark's own jars: users add it when they want it, and its classes are found by
 * name. What is called of them is the same in all versions.
 *
 * @param label the format that it is for
 * @param word its value of option {@code event_format}, by which the package and the artifact are named, too
 */
record SparkModule(String label, String word) {

    /** Makes one of the module's expressions, which have one constructor each. */
    Expression make(String name, Object... arguments) {
        return (Expression) call(() -> find(name).getConstructors()[0].newInstance(arguments));
    }

    /** Returns what a call of the module's classes returns. */
    Object call(Callable<Object> call) {
        try {
            return call.call();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(("Cannot use event_format=%s: Spark's module for %s is missing; add "
                    + "org.apache.spark:spark-%s of the same Spark and Scala versions, for instance with --packages")
                    .formatted(word, label, word), e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getTargetException().getMessage(), e);
        } catch (Exception e) {
            throw new IllegalStateException("Cannot use Spark's module for %s: %s".formatted(label, e), e);
        }
    }

    Class<?> find(String name) throws ClassNotFoundException {
        return Class.forName("org.apache.spark.sql.%s.%s".formatted(word, name), true,
                Thread.currentThread().getContextClassLoader());
    }
}
