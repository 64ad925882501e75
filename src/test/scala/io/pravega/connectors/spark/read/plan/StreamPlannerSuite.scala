// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan

import java.time.Duration
import java.util.Optional

import scala.collection.JavaConverters._
import scala.collection.mutable
import scala.util.Random

import io.pravega.connectors.spark.client.DataLossException
import io.pravega.connectors.spark.read.{FakeClients, FakeEvent, FakeStream}
import io.pravega.connectors.spark.stream.{Cut, CutRange, SegmentIds, SegmentSlice}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class StreamPlannerSuite extends AnyFunSuite with Matchers {

  private val unlimited = limits(Long.MaxValue)

  private def limits(maxBytes: Long) = new ReadLimits(false, maxBytes, 0, Duration.ZERO)

  private def planner(stream: FakeStream, fail: Boolean = true, end: Option[Cut] = None, clock: () => Long = () => 0L) =
    new OnePlanner(stream, fail, end, clock)

  /** A planner of a query on one stream, which speaks of cuts. */
  private class OnePlanner(stream: FakeStream, fail: Boolean, end: Option[Cut], clock: () => Long) {
    private val clients = new FakeClients(stream)
    private val options = clients.options(
      Seq("fail_on_data_loss" -> fail.toString) ++ end.map(cut => "end_stream_cut" -> cut.toJson): _*)
    private val client = clients.acquire(options.connection)
    private val planner = new StreamsPlanner(new ChosenStreams(client.admin, options, () => clock()),
      new StreamPlanners(client, options), fail, () => clock())
    private var last: PravegaOffset = _

    def next(start: Cut, limits: ReadLimits): Cut = {
      last = planner.next(PravegaOffset.of(start), limits)
      last.cuts.get(stream.id)
    }
    def readFrom(start: Cut, end: Cut): Cut = {
      last.cuts.get(stream.id) shouldBe end
      last.readFrom(stream.id).orElse(start)
    }
    def slices(from: Cut, end: Cut): java.util.List[SegmentSlice] =
      planner.slices(PravegaOffset.of(from), PravegaOffset.of(end))
    def latest: Optional[Cut] = planner.latest.map(_.cuts.get(stream.id))
    def metrics(consumed: Optional[Cut]): java.util.Map[String, String] =
      planner.metrics(consumed.map(cut => PravegaOffset.of(cut)))
    def stopAtTail(): Unit = planner.stopAtTail()
    def close(): Unit = planner.close()
  }

  /** A query that restarts now and then, and checks every batch. */
  private class Query(stream: FakeStream, maxBytes: Long, fail: Boolean = true, end: Option[Cut] = None,
      start: Option[Cut] = None) {
    val read = mutable.ArrayBuffer.empty[FakeEvent]
    var position: Cut = start.getOrElse(stream.head)
    var current: OnePlanner = planner(stream, fail, end)
    var checksSlices = true

    def restart(): Unit = {
      current.close()
      current = planner(stream, fail, end)
    }

    /** Reads one batch; false when there is nothing to read and nothing to move to. */
    def trigger(restartBefore: Boolean = false): Boolean = {
      val next = current.next(position, limits(maxBytes))
      withClue(s"not a cut of the stream: $next")(stream.isValid(next) shouldBe true)
      val from = current.readFrom(position, next)
      if (restartBefore) restart()
      val slices = current.slices(from, next).asScala.toList
      checkOrder(slices)
      val events = slices.map(slice => slice -> stream.eventsOf(slice))
      if (checksSlices) {
        events.foreach { case (slice, inSlice) =>
          withClue(s"$slice is not aligned to events")(inSlice.map(_.size.toLong).sum shouldBe slice.bytes)
        }
        checkLimit(events)
      }
      read ++= events.flatMap(_._2)
      val moved = next != position
      position = next
      moved
    }

    private def checkOrder(slices: Seq[SegmentSlice]): Unit =
      for (a <- slices; b <- slices if a.segmentId < b.segmentId) {
        withClue(s"$a and $b in one batch")(stream.isAncestor(a.segmentId, b.segmentId) shouldBe false)
      }

    private def checkLimit(events: Seq[(SegmentSlice, Seq[FakeEvent])]): Unit = {
      val single = events.collect { case (_, Seq(only)) => only.size.toLong }.sum
      val several = events.collect { case (slice, inSlice) if inSlice.size > 1 => slice.bytes }.sum
      withClue("more than the limit, and not because of single events")(several should be <= maxBytes)
      if (single + several > maxBytes) {
        single should be > 0L
      }
    }
  }

  private def checkKeyOrder(read: Seq[FakeEvent]): Unit = read.groupBy(_.key).foreach { case (key, events) =>
    withClue(s"events of key $key")(events.map(_.n) shouldBe events.map(_.n).sorted.distinct)
  }

  private def assertSame(read: Seq[FakeEvent], wanted: Seq[FakeEvent]): Unit = {
    withClue("missing")(wanted.toSet -- read shouldBe Set.empty)
    withClue("too many")(read.toSet -- wanted shouldBe Set.empty)
    read.size shouldBe wanted.size
  }

  private def randomly(seeds: Range)(body: Random => Unit): Unit = seeds.foreach { seed =>
    withClue(s"seed $seed: ")(body(new Random(seed)))
  }

  private def happen(stream: FakeStream, random: Random, scaling: Int = 10): Unit = if (stream.isOpen) {
    (0 until random.nextInt(30)).foreach { _ =>
      if (random.nextInt(scaling) == 0) stream.scale(random)
      else stream.write(random.nextInt(stream.keys), 8 + random.nextInt(if (random.nextInt(20) == 0) 5000 else 100))
    }
  }

  test("every event once, each key's in order, whatever the scaling, the limit and the restarts") {
    randomly(0 until 400) { random =>
      val stream = new FakeStream(12, 1 + random.nextInt(4))
      if (random.nextBoolean()) (0 until random.nextInt(10)).foreach(_ => happen(stream, random))
      val query = new Query(stream, 1 + random.nextInt(Seq(10, 300, 3000, 100000)(random.nextInt(4))))
      (0 until random.nextInt(20)).foreach { _ =>
        happen(stream, random)
        query.trigger(restartBefore = random.nextInt(10) == 0)
        if (random.nextInt(10) == 0) query.restart()
      }
      if (random.nextBoolean()) stream.seal()
      while (query.trigger()) {}
      checkKeyOrder(query.read)
      assertSame(query.read, stream.written)
    }
  }

  test("AvailableNow ends at the tail of the moment it began, although more is written") {
    randomly(0 until 200) { random =>
      val stream = new FakeStream(8, 2)
      (0 until 10).foreach(_ => happen(stream, random))
      val query = new Query(stream, 1 + random.nextInt(2000))
      (0 until random.nextInt(5)).foreach(_ => query.trigger())
      if (random.nextInt(5) == 0) stream.seal()
      query.current.stopAtTail()
      val expected = stream.written
      do happen(stream, random) while (query.trigger())
      checkKeyOrder(query.read)
      assertSame(query.read, expected)
    }
  }

  test("AvailableNow ends also when its first position is behind the tail of the moment it began") {
    val stream = new FakeStream(2, 1)
    stream.write(0, 10)
    val starting = planner(stream)
    starting.stopAtTail()
    stream.rescale(2)
    val start = stream.tail
    stream.write(0, 10)
    starting.next(start, unlimited) shouldBe start
  }

  test("reading never goes past the end cut, also when it starts behind it") {
    randomly(0 until 200) { random =>
      val stream = new FakeStream(8, 2)
      (0 until 10).foreach(_ => happen(stream, random))
      val end = stream.randomCut(random)
      val start = stream.randomCut(random)
      (0 until random.nextInt(5)).foreach(_ => happen(stream, random))
      val query = new Query(stream, 1 + random.nextInt(2000), end = Some(end), start = Some(start))
      while (query.trigger()) happen(stream, random)
      checkKeyOrder(query.read)
      val wanted = stream.written.filter(event => !stream.isBefore(event, start) && stream.isBefore(event, end))
      assertSame(query.read, wanted)
    }
  }

  test("Trigger.Once reads all there is in one batch, across scales") {
    randomly(0 until 300) { random =>
      val stream = new FakeStream(8, 2)
      (0 until 10).foreach(_ => happen(stream, random, scaling = 3))
      if (random.nextInt(5) == 0) stream.seal()
      val once = planner(stream)
      val start = stream.head
      val end = once.next(start, new ReadLimits(true, 5, 0, Duration.ZERO))
      end shouldBe stream.tail
      val slices = once.slices(start, end).asScala
      slices.map(_.segmentId) shouldBe slices.map(_.segmentId).sorted
      checkKeyOrder(slices.flatMap(slice => stream.eventsOf(slice)))
      assertSame(slices.flatMap(slice => stream.eventsOf(slice)), stream.written)
      once.next(end, new ReadLimits(true, 5, 0, Duration.ZERO)) shouldBe end
    }
  }

  test("what was truncated is an error that names stream, segment, offsets and the option") {
    val stream = new FakeStream(1, 1)
    (1 to 10).foreach(_ => stream.write(0, 10))
    val start = stream.head
    stream.truncate(at(stream, 0L -> 30L))
    val error = intercept[DataLossException](planner(stream).next(start, unlimited))
    error.getMessage shouldBe "Cannot read on: segment 0.#epoch.0 of stream scope/fake was truncated, offsets 0 to 30" +
      " are gone (fail_on_data_loss=false goes on at the earliest event there is)"
  }

  test("truncated before the position is no loss") {
    val stream = new FakeStream(1, 1)
    (1 to 10).foreach(_ => stream.write(0, 10))
    stream.truncate(at(stream, 0L -> 30L))
    planner(stream).next(at(stream, 0L -> 30L), unlimited) shouldBe stream.tail
  }

  test("a segment that no longer exists is an error") {
    val stream = new FakeStream(1, 1)
    stream.write(0, 10)
    val start = stream.head
    stream.rescale(2)
    stream.truncate(stream.tail)
    val error = intercept[DataLossException](planner(stream).next(start, unlimited))
    error.getMessage should startWith("Cannot read on: segment 0.#epoch.0 of stream scope/fake no longer exists")
  }

  test("a segment that was read to its end may vanish") {
    val stream = new FakeStream(4, 2)
    stream.write(0, 10)
    val running = planner(stream)
    stream.rescale(1)
    val atEnds = running.next(stream.head, unlimited)
    stream.truncate(stream.tail)
    stream.write(0, 10)
    running.next(atEnds, unlimited) shouldBe stream.tail
  }

  test("a batch that is repeated after a restart needs no segment that was read to its end before it") {
    val stream = new FakeStream(4, 2)
    stream.write(0, 10)
    val running = planner(stream)
    val start = running.next(stream.head, unlimited)
    stream.rescale(1)
    stream.write(0, 10)
    val end = running.next(start, unlimited)
    val from = running.readFrom(start, end)
    stream.truncate(at(stream, SegmentIds.of(2, 1) -> 0L))
    val slices = planner(stream).slices(from, end).asScala
    slices shouldBe Seq(new SegmentSlice(stream.id, SegmentIds.of(2, 1), 0, 10))
  }

  test("a segment that may have held more is an error when it vanishes before a restart, which forgets what it was") {
    val stream = new FakeStream(4, 2)
    stream.write(0, 10)
    val atEnds = planner(stream).next(stream.head, unlimited)
    stream.write(0, 10)
    stream.rescale(1)
    stream.truncate(stream.tail)
    intercept[DataLossException](planner(stream).next(atEnds, unlimited))
  }

  test("a stream made anew is an error, also when it had been sealed and read") {
    Seq(true, false).foreach { isSealed =>
      val stream = new FakeStream(2, 2)
      stream.write(0, 10)
      if (isSealed) stream.seal()
      val running = planner(stream)
      val end = running.next(stream.head, unlimited)
      stream.recreate()
      stream.write(0, 10)
      intercept[DataLossException](running.next(end, unlimited))
      intercept[DataLossException](planner(stream).next(end, unlimited))
      val lenient = new Query(stream, Long.MaxValue, fail = false, start = Some(end))
      while (lenient.trigger()) {}
      lenient.read.size shouldBe 1
    }
  }

  test("a stream made anew is an error, also when there is an end cut, whatever its epochs were") {
    Seq(true, false).foreach { scaled =>
      val stream = new FakeStream(2, 2)
      if (scaled) stream.rescale(2)
      stream.write(0, 10)
      val start = stream.head
      stream.recreate()
      stream.write(0, 10)
      intercept[DataLossException](planner(stream, end = Some(stream.tail)).next(start, unlimited))
    }
  }

  test("a position behind the segment's end is an error, or gives way to the segment's start") {
    val stream = new FakeStream(1, 1)
    stream.write(0, 10)
    val beyond = at(stream, 0L -> 100L)
    val error = intercept[DataLossException](planner(stream).next(beyond, unlimited))
    error.getMessage should include("ends at offset 10, before offset 100: the stream was deleted and made anew")
    val lenient = new Query(stream, Long.MaxValue, fail = false, start = Some(beyond))
    while (lenient.trigger()) {}
    lenient.read.size shouldBe 1
  }

  test("with losses accepted, all that was not truncated is read once and in order, and the rest is counted") {
    randomly(0 until 300) { random =>
      val stream = new FakeStream(8, 1 + random.nextInt(3))
      (0 until 5).foreach(_ => happen(stream, random))
      val query = new Query(stream, 1 + random.nextInt(3000), fail = false)
      val truncated = mutable.Set.empty[FakeEvent]
      def truncate(): Unit = {
        val cut = stream.randomCut(random)
        truncated ++= stream.written.filter(event => stream.isBefore(event, cut))
        stream.truncate(cut)
      }
      query.checksSlices = false
      (0 until 10).foreach { _ =>
        happen(stream, random)
        if (random.nextInt(3) == 0) truncate()
        query.trigger()
        if (random.nextInt(10) == 0) query.restart()
      }
      while (query.trigger()) {}
      checkKeyOrder(query.read)
      stream.written.toSet -- query.read -- truncated shouldBe Set.empty
    }
  }

  test("what was skipped is counted once") {
    val stream = new FakeStream(1, 1)
    (1 to 10).foreach(_ => stream.write(0, 10))
    val start = stream.head
    stream.truncate(at(stream, 0L -> 30L))
    val lenient = planner(stream, fail = false)
    val end = lenient.next(start, unlimited)
    lenient.slices(lenient.readFrom(start, end), end).asScala.map(_.startOffset) shouldBe Seq(30)
    lenient.next(end, unlimited)
    lenient.metrics(Optional.of(end)).get("bytesSkipped") shouldBe "30"
  }

  test("a batch takes from each segment in proportion to what it holds") {
    val stream = new FakeStream(2, 2)
    (1 to 300).foreach(_ => stream.write(0, 10))
    (1 to 100).foreach(_ => stream.write(1, 10))
    val end = planner(stream).next(stream.head, limits(400))
    end shouldBe at(stream, 0L -> 300L, 1L -> 100L)
  }

  test("an event that is larger than its segment's share passes") {
    val stream = new FakeStream(2, 2)
    stream.write(0, 100000)
    stream.write(1, 10)
    stream.write(1, 10)
    planner(stream).next(stream.head, limits(50)) shouldBe at(stream, 0L -> 100000L, 1L -> 10L)
  }

  test("no event is looked at when all of them fit, and the controller is not asked while segments are open") {
    val stream = new FakeStream(4, 4)
    val query = new Query(stream, 1000)
    stream.asked.clear()
    (1 to 10).foreach { _ =>
      (0 until 4).foreach(key => stream.write(key, 10))
      query.trigger()
    }
    stream.asked("states") shouldBe 10
    Set("boundaryWithin", "successors", "head", "tail").intersect(stream.asked.keySet.toSet) shouldBe Set.empty
  }

  test("ends are looked for ahead of time, while there is more than a batch may hold") {
    val stream = new FakeStream(1, 1)
    (1 to 100).foreach(_ => stream.write(0, 10))
    val running = planner(stream)
    val first = running.next(stream.head, limits(100))
    val deadline = System.nanoTime + Duration.ofSeconds(10).toNanos
    while (stream.synchronized(stream.asked("boundaryWithin")) < 2 && System.nanoTime < deadline) Thread.`yield`()
    stream.synchronized(stream.asked("boundaryWithin")) shouldBe 2
    running.next(first, limits(100)) shouldBe at(stream, 0L -> 200L)
  }

  test("successors are read although another segment has more than every batch may hold") {
    val stream = new FakeStream(2, 2)
    val query = new Query(stream, 100)
    (1 to 1000).foreach(_ => stream.write(0, 10))
    stream.write(1, 10)
    query.trigger()
    stream.splitLast()
    stream.write(1, 10)
    (1 to 5).foreach(_ => query.trigger())
    query.read.count(_.key == 1) shouldBe 2
  }

  test("min_bytes_per_trigger is waited for, but not longer than max_trigger_delay; the first batch is not held up") {
    var now = 0L
    val stream = new FakeStream(1, 1)
    val running = planner(stream, clock = () => now)
    val patient = new ReadLimits(false, Long.MaxValue, 100, Duration.ofSeconds(60))
    stream.write(0, 10)
    val first = running.next(stream.head, patient)
    first shouldBe stream.tail
    stream.write(0, 99)
    running.next(first, patient) shouldBe first
    stream.write(0, 10)
    val second = running.next(first, patient)
    second shouldBe stream.tail
    stream.write(0, 10)
    now += Duration.ofSeconds(59).toNanos
    running.next(second, patient) shouldBe second
    now += Duration.ofSeconds(1).toNanos
    running.next(second, patient) shouldBe stream.tail
  }

  test("min_bytes_per_trigger is not waited for where no more can come: before a scale, the end, the end cut") {
    Seq("scale", "end", "end cut").foreach { what =>
      withClue(what) {
        val stream = new FakeStream(1, 1)
        val running = planner(stream, end = if (what == "end cut") Some(at(stream, 0L -> 20L)) else None)
        val patient = new ReadLimits(false, Long.MaxValue, 100, Duration.ofSeconds(60))
        stream.write(0, 10)
        val first = running.next(stream.head, patient)
        stream.write(0, 10)
        if (what == "scale") stream.rescale(1) else if (what == "end") stream.seal()
        stream.write(0, 10)
        val second = running.next(first, patient)
        second shouldBe at(stream, 0L -> 20L)
        running.next(second, patient) shouldBe second
      }
    }
  }

  test("AvailableNow does not wait for min_bytes_per_trigger") {
    val stream = new FakeStream(1, 1)
    stream.write(0, 10)
    val running = planner(stream)
    running.stopAtTail()
    val impatient = new ReadLimits(false, 5, 5, Duration.ofSeconds(60))
    stream.write(0, 10)
    running.next(running.next(stream.head, impatient), impatient) shouldBe at(stream, 0L -> 10L)
  }

  test("metrics tell how far the query is behind, across scales") {
    val stream = new FakeStream(2, 1)
    val running = planner(stream)
    (1 to 10).foreach(_ => stream.write(0, 10))
    stream.rescale(2)
    (1 to 5).foreach(_ => stream.write(1, 10))
    val end = running.next(stream.head, limits(30))
    running.metrics(Optional.of(end)).asScala shouldBe
      Map("bytesBehindLatest" -> "120", "segmentsBehindLatest" -> "2", "bytesSkipped" -> "0")
    running.latest shouldBe Optional.of(stream.tail)
  }

  private def at(stream: FakeStream, offsets: (Long, Long)*): Cut =
    Cut.of(stream.id, offsets.map { case (s, o) => Long.box(s) -> Long.box(o) }.toMap.asJava)
}
