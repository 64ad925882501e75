// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan

import java.time.Duration
import java.util.Optional

import scala.collection.JavaConverters._
import scala.collection.mutable
import scala.util.Random

import io.pravega.connectors.spark.client.DataLossException
import io.pravega.connectors.spark.read.{FakeClients, FakeEvent, FakeStream}
import io.pravega.connectors.spark.stream.{SegmentSlice, StreamId}
import org.apache.spark.SparkFunSuite
import org.scalatest.matchers.should.Matchers

/** What several streams of one query have in common; what holds in each of them, StreamPlannerSuite shows. */
class StreamsPlannerSuite extends SparkFunSuite with Matchers {

  private def limits(maxBytes: Long, minBytes: Long = 0) =
    new ReadLimits(false, maxBytes, minBytes, Duration.ofSeconds(60))

  private val unlimited = limits(Long.MaxValue)

  private def stream(name: String, keys: Int = 1, segments: Int = 1) =
    new FakeStream(keys, segments, new StreamId("scope", name))

  /** A query with a checkpoint, which can be restarted with other options. */
  private class Query(val clients: FakeClients, options: (String, String)*) {
    var now = 0L
    var position: PravegaOffset = _
    val read = mutable.ArrayBuffer.empty[(String, FakeEvent)]
    private var planner: StreamsPlanner = _
    restart(options: _*)

    def restart(more: (String, String)*): Unit = {
      val all = clients.options(more: _*)
      val client = clients.acquire(all.connection)
      if (planner != null) planner.close()
      planner = new StreamsPlanner(new ChosenStreams(client.admin, all, () => now), new StreamPlanners(client, all),
        all.failOnDataLoss, () => now)
      // Through the text, as checkpoints do.
      position = PravegaOffset.parse((if (position == null) planner.first else position).json)
    }

    def stopAtTail(): Unit = planner.stopAtTail()

    def metrics: Map[String, String] = planner.metrics(Optional.of(position)).asScala.toMap

    /** Reads one batch, and returns how many bytes it has of each stream. */
    def trigger(limits: ReadLimits = unlimited): Map[String, Long] = {
      val end = planner.next(position, limits)
      // Spark makes no batch of a source that has not moved.
      val planned = if (end.equals(position)) Nil else slices(position, PravegaOffset.parse(end.json))
      position = end
      planned.foreach { slice =>
        val from = clients.streams.find(_.id == slice.stream).get
        read ++= from.eventsOf(slice).map(slice.stream.name -> _)
      }
      planned.groupBy(_.stream.name).map { case (name, of) => name -> of.map(_.bytes).sum }
    }

    def slices(start: PravegaOffset, end: PravegaOffset): Seq[SegmentSlice] =
      planner.slices(start, end).asScala.toList

    def streams: Set[String] = position.cuts.keySet.asScala.map(_.name).toSet
  }

  private def write(stream: FakeStream, events: Int, size: Int = 10): Unit =
    (1 to events).foreach(_ => stream.write(0, size))

  private val earliest = "start_stream_cut" -> "earliest"

  test("each stream's events once and each key's in order, whatever the limit, the scaling and the restarts") {
    (0 until 100).foreach { seed =>
      val random = new Random(seed)
      withClue(s"seed $seed: ") {
        val streams = (0 to random.nextInt(4)).map(i => stream(s"s$i", keys = 6, segments = 1 + random.nextInt(3)))
        val list = Seq("stream" -> streams.map(_.id.name).mkString(","), earliest)
        val query = new Query(new FakeClients(streams.head, streams.tail: _*), list: _*)
        def happen(): Unit = (0 until random.nextInt(60)).foreach { _ =>
          val one = streams(random.nextInt(streams.size))
          if (random.nextInt(15) == 0) one.scale(random) else one.write(random.nextInt(6), 8 + random.nextInt(300))
        }
        (0 until 15).foreach { _ =>
          happen()
          query.trigger(limits(1 + random.nextInt(4000)))
          if (random.nextInt(6) == 0) query.restart(list: _*)
        }
        var before = query.position
        do {
          before = query.position
          query.trigger()
        } while (query.position != before)
        streams.foreach { stream =>
          val events = query.read.filter(_._1 == stream.id.name).map(_._2)
          events.groupBy(_.key).values.foreach(ofKey => ofKey.map(_.n) shouldBe ofKey.indices)
          events.size shouldBe stream.written.size
        }
      }
    }
  }

  test("streams share the limit in proportion to what lies behind, and none is starved") {
    val (a, b, c) = (stream("a"), stream("b"), stream("c"))
    val query = new Query(new FakeClients(a, b, c), "stream" -> "a,b,c", earliest)
    write(a, 300)
    write(b, 100)
    write(c, 1, size = 5000)
    query.trigger(limits(900)) shouldBe Map("a" -> 300, "b" -> 100, "c" -> 5000)
    write(c, 1)
    write(a, 99999)
    // The next batch may have been planned before that was written.
    query.trigger(limits(500)).keySet ++ query.trigger(limits(500)).keySet should contain("c")
  }

  test("min_bytes_per_trigger is of all streams together") {
    val (a, b) = (stream("a"), stream("b"))
    val query = new Query(new FakeClients(a, b), "stream" -> "a,b", earliest)
    query.trigger(limits(Long.MaxValue, 100))
    write(a, 5)
    query.trigger(limits(Long.MaxValue, 100)) shouldBe Map()
    write(b, 5)
    query.trigger(limits(Long.MaxValue, 100)) shouldBe Map("a" -> 50, "b" -> 50)
  }

  test("a trigger without news asks each stream once, and returns its own start") {
    val streams = (0 until 40).map(i => stream(s"s$i", keys = 4, segments = 4))
    val query = new Query(new FakeClients(streams.head, streams.tail: _*), "stream_pattern" -> "s.*")
    query.trigger()
    streams.foreach(_.asked.clear())
    val before = query.position
    query.trigger() shouldBe Map()
    query.position should be theSameInstanceAs before
    streams.foreach(_.asked.toMap shouldBe Map("states" -> 1))
    query.clients.listed shouldBe 1
  }

  test("a pattern finds new streams when the interval has passed, reads them from their heads, and no internal ones") {
    val a = stream("sensor-a")
    write(a, 1)
    val query = new Query(new FakeClients(a), "stream_pattern" -> ".*sensor.*", "stream_discovery_interval" -> "60s")
    query.trigger() shouldBe Map()
    val b = stream("sensor-b")
    write(b, 3)
    query.clients.streams ++= Seq(b, stream("_MARKsensor-a"), stream("other"))
    query.now += Duration.ofSeconds(59).toNanos
    query.trigger() shouldBe Map()
    query.now += Duration.ofSeconds(1).toNanos
    query.trigger() shouldBe Map("sensor-b" -> 30)
    query.streams shouldBe Set("sensor-a", "sensor-b")
    query.clients.listed shouldBe 2

    val c = stream("sensor-c")
    write(c, 2)
    query.clients.streams :+= c
    query.restart("stream_pattern" -> ".*sensor.*")
    query.trigger() shouldBe Map("sensor-c" -> 20)
  }

  test("a stream that a pattern finds while it is being made is read when it is there") {
    val (a, b) = (stream("a"), stream("b"))
    b.isBeingMade = true
    val query = new Query(new FakeClients(a, b), "stream_pattern" -> ".*", earliest)
    query.streams shouldBe Set("a")
    query.now += Duration.ofMinutes(1).toNanos
    query.trigger() shouldBe Map()
    b.isBeingMade = false
    write(b, 2)
    query.trigger() shouldBe Map()
    query.now += Duration.ofMinutes(1).toNanos
    query.trigger() shouldBe Map("b" -> 20)
  }

  test("a pattern that finds nothing waits for streams") {
    val clients = new FakeClients(stream("other"))
    val query = new Query(clients, "stream_pattern" -> "sensor.*", "stream_discovery_interval" -> "1ms")
    query.position.json shouldBe """{"version":1}"""
    query.trigger() shouldBe Map()
    query.restart("stream_pattern" -> "sensor.*", "stream_discovery_interval" -> "1ms")
    val late = stream("sensor")
    write(late, 2)
    query.clients.streams :+= late
    query.now += Duration.ofSeconds(1).toNanos
    query.trigger() shouldBe Map("sensor" -> 20)
  }

  test("a stream that comes to the list begins where its own start option says; one that leaves is read no longer") {
    val (a, b, c, d) = (stream("a"), stream("b"), stream("c"), stream("d"))
    Seq(a, b, c, d).foreach(write(_, 2))
    val query = new Query(new FakeClients(a, b, c, d), "stream" -> "a", earliest)
    query.trigger() shouldBe Map("a" -> 20)
    query.restart("stream" -> "a,b")
    query.trigger() shouldBe Map()
    write(b, 1)
    query.trigger() shouldBe Map("b" -> 10)
    val places = s"""{"scope/b":"latest","scope/c":"earliest","scope/d":{"0.#epoch.0":10}}"""
    write(a, 7)
    query.restart("stream" -> "b,c,d", "start_stream_cut" -> places)
    val log = new LogAppender("streams that come and go")
    withLogAppender(log, Seq(classOf[StreamsPlanner].getName)) {
      query.trigger() shouldBe Map("c" -> 20, "d" -> 10)
    }
    log.loggingEvents.map(event => s"${event.getLevel} ${event.getMessage.getFormattedMessage}") shouldBe Seq(
      "WARN Stream scope/a is read no longer: the query is now on scope/b,scope/c,scope/d",
      "INFO Stream scope/c is read, too, from scope/c{0.#epoch.0=0} on",
      "INFO Stream scope/d is read, too, from scope/d{0.#epoch.0=10} on")
    query.streams shouldBe Set("b", "c", "d")
    query.restart("stream" -> "c")
    query.trigger() shouldBe Map()
    query.position.cuts.asScala.values.toSeq shouldBe Seq(c.tail)
  }

  test("a batch that is repeated after a restart is the same, also when it was the first of a new stream") {
    val (a, b) = (stream("a"), stream("b"))
    val query = new Query(new FakeClients(a, b), "stream" -> "a", earliest)
    query.trigger()
    write(b, 4)
    query.restart("stream" -> "a,b", "start_stream_cut" -> """{"scope/a":"latest","scope/b":{"0.#epoch.0":10}}""")
    val start = query.position
    query.trigger() shouldBe Map("b" -> 30)
    val end = query.position
    write(b, 4)
    query.restart("stream" -> "a")
    query.slices(PravegaOffset.parse(start.json), PravegaOffset.parse(end.json))
      .map(slice => (slice.stream, slice.startOffset, slice.endOffset)) shouldBe Seq((b.id, 10, 40))
  }

  test("a stream that was deleted, or made anew, is a loss; accepted, the others are read on, and it from its head") {
    for (anew <- Seq(true, false); more <- Seq("stream" -> "a,b", "stream_pattern" -> "a|b")) {
      val (a, b) = (stream("a"), stream("b"))
      val query = new Query(new FakeClients(a, b), more, earliest)
      Seq(a, b).foreach(write(_, 2))
      query.trigger()
      if (anew) b.recreate() else b.delete()
      write(a, 1)
      val loss = intercept[DataLossException](query.trigger()).getMessage
      withClue(loss)(loss should include("scope/b"))
      query.restart(more, "fail_on_data_loss" -> "false")
      if (anew) {
        write(b, 3)
        query.trigger()
        query.trigger()
        query.read.count(_._1 == "a") shouldBe 3
        query.read.count(_._1 == "b") shouldBe 5
      } else if (more._1 == "stream_pattern") {
        query.trigger() shouldBe Map("a" -> 10)
        query.streams shouldBe Set("a")
        val again = stream("b")
        write(again, 3)
        query.clients.streams = Seq(a, again)
        query.now += Duration.ofMinutes(1).toNanos
        query.trigger() shouldBe Map("b" -> 30)
      }
    }
  }

  test("a stream that a pattern found may be deleted once it was sealed and read to its end, and not before") {
    for (scaled <- Seq(true, false)) {
      val (a, b) = (stream("a"), stream("b"))
      val query = new Query(new FakeClients(a, b), "stream_pattern" -> "a|b", earliest)
      Seq(a, b).foreach(write(_, 2))
      if (scaled) b.rescale(1)
      b.seal()
      query.trigger()
      if (scaled) {
        b.delete()
        intercept[DataLossException](query.trigger())
      } else {
        query.trigger() shouldBe Map()
        b.delete()
        write(a, 1)
        query.trigger() shouldBe Map("a" -> 10)
        query.streams shouldBe Set("a")
      }
    }
  }

  test("AvailableNow ends at the tails of the moment it began, and looks for no more streams") {
    val a = stream("a")
    val query = new Query(new FakeClients(a), "stream_pattern" -> ".*", "stream_discovery_interval" -> "1ms", earliest)
    val b = stream("b")
    Seq(a, b).foreach(write(_, 2))
    query.clients.streams :+= b
    query.stopAtTail()
    val c = stream("c")
    Seq(a, b, c).foreach(write(_, 1))
    query.clients.streams :+= c
    query.now += Duration.ofMinutes(1).toNanos
    query.trigger() shouldBe Map("a" -> 20, "b" -> 20)
    query.trigger() shouldBe Map()
  }

  test("metrics are sums, and by stream where there are several") {
    val (a, b) = (stream("a"), stream("b"))
    val query = new Query(new FakeClients(a, b), "stream" -> "a,b", earliest)
    write(a, 30)
    write(b, 10)
    query.trigger(limits(40))
    query.metrics shouldBe Map("bytesSkipped" -> "0", "segmentsBehindLatest" -> "2", "bytesBehindLatest" -> "360",
      "bytesBehindLatest.scope/a" -> "270", "bytesBehindLatest.scope/b" -> "90")
  }
}
