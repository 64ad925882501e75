// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing.packaging;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.scalatest.TagAnnotation;

/** Marks a suite that needs the packaged jar, and so runs in Maven's phase {@code integration-test}. */
@TagAnnotation
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface PackagingTest {
}
