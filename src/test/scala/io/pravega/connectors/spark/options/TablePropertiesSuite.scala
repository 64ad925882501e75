// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import scala.collection.JavaConverters._

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class TablePropertiesSuite extends AnyFunSuite with Matchers {

  private def rewritten(properties: (String, String)*): Map[String, String] =
    TableProperties.format(TableProperties.parse(properties.toMap.asJava)).asScala.toMap

  test("properties come out as they went in, in basic units, with the number of segments") {
    rewritten() shouldBe Map("num_segments" -> "1")
    rewritten("NUM_SEGMENTS" -> "3", "segment_target_rate_bytes_per_sec" -> "1m", "scale_factor" -> "4",
      "retention_size_bytes" -> "1g", "rollover_size_bytes" -> "2k") shouldBe
      Map("num_segments" -> "3", "segment_target_rate_bytes_per_sec" -> "1048576", "scale_factor" -> "4",
        "retention_size_bytes" -> "1073741824", "rollover_size_bytes" -> "2048")
    rewritten("segment_target_rate_events_per_sec" -> "7", "retention_duration_milliseconds" -> "1m") shouldBe
      Map("num_segments" -> "1", "segment_target_rate_events_per_sec" -> "7", "scale_factor" -> "2",
        "retention_duration_milliseconds" -> "60000")
  }

  test("without a rate, the scale factor has no effect and is not told") {
    rewritten("scale_factor" -> "4") shouldBe Map("num_segments" -> "1")
  }

  test("what is no property of a table is refused") {
    for (name <- Seq("default_num_segments", "allow_create_scope", "controller", "colour")) {
      val message = intercept[IllegalArgumentException](rewritten(name -> "1")).getMessage
      message shouldBe s"Invalid table property '$name': expected one of [num_segments, scale_factor, " +
        "segment_target_rate_bytes_per_sec, segment_target_rate_events_per_sec, retention_duration_milliseconds, " +
        "retention_size_bytes, rollover_size_bytes] and, for events with columns, [event_format, mode, " +
        "columnNameOfCorruptRecord, routing_key_column, routing_key_in_event, event_time_column, " +
        "event_time_in_event] and options of Spark's parser"
    }
  }
}
