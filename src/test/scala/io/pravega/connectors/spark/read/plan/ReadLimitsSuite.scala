// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan

import java.time.Duration

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.options.ReadOptions
import org.apache.spark.sql.connector.read.streaming.ReadLimit
import org.apache.spark.sql.util.CaseInsensitiveStringMap
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class ReadLimitsSuite extends AnyFunSuite with Matchers {

  private def asked(options: (String, String)*): ReadLimits = ReadLimits.of(ReadLimits.requested(ReadOptions.from(
    new CaseInsensitiveStringMap((options ++ Seq("scope" -> "s", "stream" -> "t")).toMap.asJava))))

  test("what the options ask for comes back through Spark") {
    asked() shouldBe new ReadLimits(false, Long.MaxValue, 0, Duration.ZERO)
    asked("max_bytes_per_trigger" -> "1m") shouldBe new ReadLimits(false, 1 << 20, 0, Duration.ZERO)
    asked("max_bytes_per_trigger" -> "2k", "min_bytes_per_trigger" -> "1k", "max_trigger_delay" -> "5m") shouldBe
      new ReadLimits(false, 2048, 1024, Duration.ofMinutes(5))
    asked("min_bytes_per_trigger" -> "1k", "max_trigger_delay" -> "5m") shouldBe
      new ReadLimits(false, Long.MaxValue, 1024, Duration.ofMinutes(5))
  }

  test("all that is available is all, and of several limits the tightest counts") {
    ReadLimits.of(ReadLimit.allAvailable).all shouldBe true
    val nested = ReadLimit.compositeLimit(Array(new ReadLimits.MaxBytes(5),
      ReadLimit.compositeLimit(Array[ReadLimit](new ReadLimits.MaxBytes(3), new ReadLimits.MaxBytes(4)))))
    ReadLimits.of(nested) shouldBe new ReadLimits(false, 3, 0, Duration.ZERO)
  }

  test("an unknown kind of limit is an error that names it") {
    Seq(ReadLimit.maxRows(5), ReadLimit.maxFiles(5), ReadLimit.minRows(5, 5)).foreach { limit =>
      val error = intercept[UnsupportedOperationException](
        ReadLimits.of(ReadLimit.compositeLimit(Array[ReadLimit](new ReadLimits.MaxBytes(1), limit))))
      error.getMessage should startWith(s"Cannot limit a micro-batch by '$limit'")
    }
  }
}
