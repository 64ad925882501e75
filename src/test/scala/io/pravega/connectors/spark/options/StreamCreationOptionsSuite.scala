// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.time.Duration
import java.util.{Optional, OptionalInt, OptionalLong}

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class StreamCreationOptionsSuite extends AnyFunSuite with OptionsFixture with Matchers {

  private def creation(options: (String, String)*): StreamCreationOptions =
    StreamCreationOptions.from(given(options: _*))

  private def refusal(options: (String, String)*): String =
    intercept[IllegalArgumentException](creation(options: _*)).getMessage

  test("defaults: a fixed stream of one segment that is kept for ever") {
    val options = creation()
    options.allowCreateScope shouldBe true
    options.allowCreateStream shouldBe true
    options.segments shouldBe 1
    options.scaleFactor shouldBe 2
    options.targetRateKBytes shouldBe OptionalInt.empty
    options.targetRateEvents shouldBe OptionalInt.empty
    options.retentionTime shouldBe Optional.empty
    options.retentionBytes shouldBe OptionalLong.empty
  }

  test("each option arrives") {
    val byBytes = creation("allow_create_scope" -> "false", "allow_create_stream" -> "false",
      "default_num_segments" -> "4", "default_scale_factor" -> "3",
      "default_segment_target_rate_bytes_per_sec" -> "10239",
      "default_retention_duration_milliseconds" -> "60000")
    byBytes.allowCreateScope shouldBe false
    byBytes.allowCreateStream shouldBe false
    byBytes.segments shouldBe 4
    byBytes.scaleFactor shouldBe 3
    byBytes.targetRateKBytes shouldBe OptionalInt.of(9)
    byBytes.retentionTime shouldBe Optional.of(Duration.ofMinutes(1))

    val byEvents = creation("default_segment_target_rate_events_per_sec" -> "100",
      "default_retention_size_bytes" -> "10g")
    byEvents.targetRateEvents shouldBe OptionalInt.of(100)
    byEvents.retentionBytes shouldBe OptionalLong.of(10L << 30)
  }

  test("the greatest target rate fits") {
    creation("default_segment_target_rate_bytes_per_sec" -> "2047g").targetRateKBytes shouldBe
      OptionalInt.of(2047 << 20)
  }

  test("both target rates are refused") {
    refusal("default_segment_target_rate_bytes_per_sec" -> "1m",
      "default_segment_target_rate_events_per_sec" -> "1") shouldBe
      "Cannot use default_segment_target_rate_bytes_per_sec together with " +
        "default_segment_target_rate_events_per_sec: a stream scales either by bytes or by events"
  }

  test("both ways of retention are refused") {
    refusal("default_retention_duration_milliseconds" -> "1d", "default_retention_size_bytes" -> "1g") shouldBe
      "Cannot use default_retention_duration_milliseconds together with default_retention_size_bytes: " +
        "a stream is kept either for a time or up to a size"
  }
}
