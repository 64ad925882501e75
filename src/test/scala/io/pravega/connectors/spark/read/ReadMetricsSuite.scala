// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import org.apache.spark.sql.connector.metric.CustomMetric
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class ReadMetricsSuite extends AnyFunSuite with Matchers {

  test("Spark can make each metric again from its class name, as its UI does") {
    ReadMetrics.supported(true).foreach { metric =>
      val again = Class.forName(metric.getClass.getName).getConstructor().newInstance().asInstanceOf[CustomMetric]
      again.name shouldBe metric.name
    }
    ReadMetrics.supported(true).map(_.name).toSet should have size 5
    ReadMetrics.supported(false).map(_.name) should not contain "pravegaMalformedEvents"
  }

  test("numbers are shown in groups of digits") {
    new ReadMetrics.EventsRead().aggregateTaskMetrics(Array(1000L, 234567L)) shouldBe "235,567"
  }

  test("bytes are shown with a unit") {
    val bytes = new ReadMetrics.BytesRead
    Seq(Array[Long](), Array(1000L, 23L), Array(1024L), Array(1536L << 20), Array(5L << 50)).map(values =>
      bytes.aggregateTaskMetrics(values)) shouldBe Seq("0 B", "1023 B", "1.0 KiB", "1.5 GiB", "5.0 PiB")
  }
}
