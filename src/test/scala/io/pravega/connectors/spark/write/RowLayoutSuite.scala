// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.util.Optional

import org.apache.spark.sql.types.{DataTypes, MetadataBuilder, StructType}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** The column with the event time; the other columns are tested where they are written. */
class RowLayoutSuite extends AnyFunSuite with Matchers {

  private val event = new StructType().add("event", DataTypes.StringType)
  private val timed = event.add("At", DataTypes.TimestampType)
  private val watermark = new MetadataBuilder().putLong("spark.watermarkDelayMs", 1000).build()

  private def eventTime(schema: StructType, column: String = null): Int =
    RowLayout.of(schema, Optional.ofNullable(column), -1).eventTime

  test("the named column has it, in whatever case") {
    eventTime(timed, "at") shouldBe 1
    eventTime(timed.add("other", DataTypes.TimestampType, true, watermark), "at") shouldBe 1
  }

  test("without a name it is the time stamp with a watermark, if there is one") {
    eventTime(timed) shouldBe -1
    eventTime(timed.add("other", DataTypes.TimestampType, true, watermark)) shouldBe 2
    eventTime(event.add("window", timed, true, watermark)) shouldBe -1
  }

  test("a column that is missing, or no time stamp, is refused") {
    the[IllegalArgumentException] thrownBy eventTime(timed, "when") should have message
      "Cannot write to Pravega: column 'when' (event_time_column), a timestamp, is missing; there are [event, At]"
    the[IllegalArgumentException] thrownBy eventTime(timed.add("when", DataTypes.LongType), "when") should have message
      "Cannot write to Pravega: column 'when' (event_time_column) is bigint, expected a timestamp; cast it"
  }
}
