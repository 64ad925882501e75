// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.scalatest.TagAnnotation;

/** Marks suites on a distributed Pravega, which profile {@code chaos} runs and the default build does not. */
@TagAnnotation
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface ChaosTest {
}
