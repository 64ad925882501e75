// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream

import scala.collection.JavaConverters._

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class PositionsJsonSuite extends AnyFunSuite with Matchers {

  private val sensors = new StreamId("plant", "sensors")
  private val doors = new StreamId("office", "doors")

  private def cut(stream: StreamId, offsets: (Long, Long)*): Cut =
    Cut.of(stream, offsets.map { case (id, offset) => Long.box(id) -> Long.box(offset) }.toMap.asJava)

  private def format(cuts: Cut*)(readFrom: Cut*): String = PositionsJson.format(cuts.asJava, readFrom.asJava)

  private def refusal(text: String): String =
    (the[IllegalArgumentException] thrownBy PositionsJson.parse(text)).getMessage

  private val twoStreams = Seq(cut(sensors, SegmentIds.of(1, 2) -> 80L, 0L -> 4711L), cut(doors, 0L -> 12L))

  test("positions stand by stream and segment, in order, whatever the order they were given in") {
    val json = """{"version":1,"office/doors":{"0.#epoch.0":12},""" +
      """"plant/sensors":{"0.#epoch.0":4711,"1.#epoch.2":80}}"""
    format(twoStreams: _*)() shouldBe json
    format(twoStreams.reverse: _*)() shouldBe json
    PositionsJson.parse(json).points.asScala shouldBe twoStreams.map(c => c.stream -> new ReadPoint.At(c)).toMap
    PositionsJson.parse(json).readFrom.asScala shouldBe empty
  }

  test("where a micro-batch begins to read behind its start comes last") {
    val json = format(twoStreams: _*)(cut(doors, 0L -> 3L))
    json should endWith(""","read_from":{"office/doors":{"0.#epoch.0":3}}}""")
    PositionsJson.parse(json).readFrom.asScala shouldBe Map(doors -> cut(doors, 0L -> 3L))
    PositionsJson.parse(json).points.size shouldBe 2
  }

  test("people may leave out the version, set blanks, and name a place by a word or by Pravega's text") {
    val text = cut(doors, 0L -> 9L).toText
    val points = PositionsJson.parse(
      s"""{ "plant/sensors" : "latest",
         |  "office/doors" : "$text" }""".stripMargin).points.asScala
    points shouldBe Map(sensors -> new ReadPoint.Latest, doors -> new ReadPoint.At(cut(doors, 0L -> 9L)))
  }

  test("the greatest positions and ids come back") {
    val greatest = cut(sensors, SegmentIds.of(999999999, 999999999) -> Long.MaxValue)
    PositionsJson.parse(greatest.toJson).points.asScala shouldBe Map(sensors -> new ReadPoint.At(greatest))
  }

  test("what is damaged or means something else is refused, and never read in part") {
    val good = """"plant/sensors":{"0.#epoch.0":1}"""
    for (bad <- Seq("", "{", "{}", "[]", "12", "null", s"{$good}}", s"{$good,}",
      s"{$good,$good}", s"""{$good,"note":1}""", s"""{$good,"plant/a/b":{"0.#epoch.0":1}}""",
      s"""{$good,"/a":{"0.#epoch.0":1}}""", """{"plant/sensors":{}}""", """{"plant/sensors":7}""",
      """{"plant/sensors":null}""", """{"plant/sensors":{"0":1}}""", """{"plant/sensors":{"0.#epoch.0":"1"}}""",
      """{"plant/sensors":{"0.#epoch.0":-1}}""", """{"plant/sensors":{"0.#epoch.0":1.5}}""",
      """{"plant/sensors":{"0.#epoch.0":9223372036854775808}}""", """{"plant/sensors":{"0.#epoch.9999999999":1}}""",
      s"""{$good,"read_from":{"plant/sensors":{}}}""", """{"stream_cut":"x","other":"y"}""")) {
      withClue(bad)(refusal(bad) should startWith("Invalid"))
    }
    refusal(s"""{$good,"note":1}""") shouldBe s"""Invalid positions '{$good,"note":1}': expected JSON by stream """ +
      """and segment, such as {"scope/stream":{"0.#epoch.0":4711}}"""
  }

  test("what a newer version wrote is refused as such") {
    for (version <- Seq("2", "\"1\"", "1.5")) {
      refusal(s"""{"version":$version,"plant/sensors":{"0.#epoch.0":1}}""") should
        endWith("expected version 1; another version of the connector wrote them")
    }
  }

  test("the older forms are read: Pravega's text as a JSON string, and in an object with where reading begins") {
    val (end, from) = (cut(sensors, 1L -> 7L), cut(sensors, 1L -> 0L))
    PositionsJson.parse("\"" + end.toText.replace("=", "\\u003d") + "\"").points.asScala shouldBe
      Map(sensors -> new ReadPoint.At(end))
    val both = PositionsJson.parse(s"""{"stream_cut":"${end.toText}","read_from":"${from.toText}"}""")
    both.points.asScala shouldBe Map(sensors -> new ReadPoint.At(end))
    both.readFrom.asScala shouldBe Map(sensors -> from)
  }
}
