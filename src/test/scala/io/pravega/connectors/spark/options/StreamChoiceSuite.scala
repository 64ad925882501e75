// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.stream.StreamId
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class StreamChoiceSuite extends AnyFunSuite with OptionsFixture with Matchers {

  private def choice(options: (String, String)*): StreamChoice = StreamChoice.from(given(options: _*))

  private def refused(options: (String, String)*): String =
    intercept[IllegalArgumentException](choice(options: _*)).getMessage

  test("one name is one stream, in the scope that is given or that stands in front of it") {
    choice("scope" -> "plant", "stream" -> "a") shouldBe new StreamChoice.One(new StreamId("plant", "a"))
    choice("scope" -> "plant", "stream" -> "office/b") shouldBe new StreamChoice.One(new StreamId("office", "b"))
    choice("stream" -> "office/b") shouldBe new StreamChoice.One(new StreamId("office", "b"))
    refused("stream" -> "b") should startWith("Option 'scope' is required")
  }

  test("names with commas between them are a list, in their order, each of them once") {
    val list = choice("scope" -> "plant", "stream" -> "b, office/b,a")
    list shouldBe new StreamChoice.Listed(
      Seq(new StreamId("plant", "b"), new StreamId("office", "b"), new StreamId("plant", "a")).asJava)
    list.toString shouldBe "plant/b,office/b,plant/a"
    refused("scope" -> "plant", "stream" -> "a,plant/a") shouldBe
      "Invalid stream 'plant/a,plant/a': expected each stream once, but plant/a is named twice"
  }

  test("a pattern means all streams of the scope whose whole names match, but Pravega's own") {
    val matching = choice("scope" -> "plant", "stream_pattern" -> "[_]?sensor-.")
    matching.toString shouldBe "plant/[_]?sensor-."
    matching.includes(new StreamId("plant", "sensor-1")) shouldBe true
    for (other <- Seq("plant/sensor-10", "plant/my-sensor-1", "plant/_sensor-1", "office/sensor-1")) {
      withClue(other)(matching.includes(StreamId.parse(other).get) shouldBe false)
    }
    refused("stream_pattern" -> "a.*") should startWith("Option 'scope' is required")
  }

  test("names and a pattern exclude each other") {
    refused("scope" -> "s", "stream" -> "a", "stream_pattern" -> "b") shouldBe
      "Cannot use stream together with stream_pattern: streams are either named or found by a pattern"
  }

  test("where there can be one stream only, a list and a pattern are refused") {
    choice("scope" -> "s", "stream" -> "a").only("write to") shouldBe new StreamId("s", "a")
    intercept[IllegalArgumentException](choice("scope" -> "s", "stream" -> "a,b").only("write to")).getMessage shouldBe
      "Cannot write to 's/a,s/b': expected one stream, not a list or a pattern"
  }
}
