// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class SupportedVersionsSuite extends AnyFunSuite with Matchers {

  for (java <- Seq("1.8", "11", "16")) {
    test(s"Java $java is refused in one sentence") {
      val e = intercept[UnsupportedOperationException](SupportedVersions.check(java, "3.5.8"))
      e.getMessage shouldBe s"Cannot use format 'pravega' on Java $java: it needs Java 17 or newer"
    }
  }

  for (spark <- Seq("2.4.8", "3.0.0", "3.4.4", "3.4.0-amzn-1")) {
    test(s"Spark $spark is refused in one sentence") {
      val e = intercept[UnsupportedOperationException](SupportedVersions.check("17", spark))
      e.getMessage shouldBe s"Cannot use format 'pravega' on Spark $spark: it needs Spark 3.5 or newer"
    }
  }

  for ((java, spark) <- Seq("17" -> "3.5.0", "25" -> "3.5.8-databricks", "21" -> "4.0.0", "17" -> "4.2.0-SNAPSHOT",
    "26-ea" -> "10.0", "17" -> "4", "" -> "", "17" -> "master")) {
    test(s"Java '$java' and Spark '$spark' may try") {
      SupportedVersions.check(java, spark)
    }
  }

  test("this Java and this Spark are found out, and may try") {
    SupportedVersions.check()
  }
}
