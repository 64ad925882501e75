// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan

import scala.collection.JavaConverters._

import io.pravega.client.segment.impl.Segment
import io.pravega.client.stream.Stream
import io.pravega.client.stream.impl.StreamCutImpl
import io.pravega.connectors.spark.stream.{Cut, StreamId}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class PravegaOffsetSuite extends AnyFunSuite with Matchers {

  private val stream = new StreamId("scope", "name")
  private val cut = Cut.of(stream, Map(Long.box(0) -> Long.box(10), Long.box(1) -> Long.box(20)).asJava)

  private def oldText(reversed: Boolean): String = {
    val positions = Seq(0L -> 10L, 1L -> 20L).map { case (s, o) => new Segment("scope", "name", s) -> Long.box(o) }
    val map = new java.util.LinkedHashMap[Segment, java.lang.Long]
    (if (reversed) positions.reverse else positions).foreach { case (s, o) => map.put(s, o) }
    new StreamCutImpl(Stream.of("scope", "name"), map).asText
  }

  test("an offset is JSON by stream and segment, and comes back from it") {
    val offset = PravegaOffset.of(cut)
    offset.json shouldBe """{"version":1,"scope/name":{"0.#epoch.0":10,"1.#epoch.0":20}}"""
    PravegaOffset.parse(offset.json) shouldBe offset
    PravegaOffset.parse(offset.json).cuts.get(stream) shouldBe cut
  }

  test("the old connector's offsets are equal to ours whatever their text, and keep it") {
    Seq(true, false).foreach { reversed =>
      val json = "\"" + oldText(reversed) + "\""
      val offset = PravegaOffset.parse(json)
      offset shouldBe PravegaOffset.of(cut)
      offset.hashCode shouldBe PravegaOffset.of(cut).hashCode
      offset.json shouldBe json
    }
  }

  test("the end of a batch that begins to read behind its start says where, in the new form and in ours of old") {
    val from = Cut.of(stream, Map(Long.box(2) -> Long.box(0)).asJava)
    val offset = PravegaOffset.of(List(cut).asJava, List(from).asJava)
    offset shouldBe PravegaOffset.of(cut)
    val old = s"""{"stream_cut":"${cut.toText}","read_from":"${from.toText}"}"""
    for (json <- Seq(offset.json, old, old.replace(",", " , ").replace(":", " : ").replace("=", "\\u003d"))) {
      val parsed = PravegaOffset.parse(json)
      (parsed.cuts.get(stream), parsed.readFrom(stream).get, parsed.json) shouldBe ((cut, from, json))
    }
    PravegaOffset.parse(PravegaOffset.of(cut).json).readFrom(stream).isPresent shouldBe false
  }

  test("characters that JSON writers escape are understood") {
    val json = "\"" + cut.toText + "\""
    val escaped = json.replace("/", "\\/").replace("=", "\\u003d").replace("+", "\\u002B")
    PravegaOffset.parse(escaped).cuts.get(stream) shouldBe cut
  }

  test("other positions are another offset") {
    PravegaOffset.of(cut) should not be
      PravegaOffset.of(Cut.of(stream, Map(Long.box(0) -> Long.box(11), Long.box(1) -> Long.box(20)).asJava))
  }

  test("what is no stream cut is refused") {
    Seq("", "{}", "\"", "12", "\"abc\"", "H4sI", """{"scope/name":"latest"}""").foreach { json =>
      val error = intercept[IllegalArgumentException](PravegaOffset.parse(json))
      error.getMessage should startWith("Invalid")
    }
  }
}
