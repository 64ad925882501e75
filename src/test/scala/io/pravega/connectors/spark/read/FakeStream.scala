// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.util.Collections
import java.util.{List => JList, Map => JMap, Set => JSet}

import scala.collection.JavaConverters._
import scala.collection.mutable
import scala.util.Random

import io.pravega.connectors.spark.client.{DataLossException, EventCursor, PravegaException, SegmentEvents}
import io.pravega.connectors.spark.client.{RefusedException, SegmentDescription, SegmentState, SegmentTail}
import io.pravega.connectors.spark.client.StreamDirectory
import io.pravega.connectors.spark.stream.{Cut, CutRange, SegmentIds, SegmentSlice, StreamId}

/** An event of the fake: the n-th of its key. */
case class FakeEvent(key: Int, n: Int, segment: Long, offset: Long, size: Int) {
  def end: Long = offset + size
}

/** A stream in memory: keys 0 until `keys`, each routed to the segment whose range holds it. Safe for many threads. */
class FakeStream(val keys: Int, segments: Int, val id: StreamId = new StreamId("scope", "fake"))
    extends StreamDirectory with SegmentEvents {

  private class Segment(val id: Long, val from: Int, val until: Int, val parents: Set[Long]) {
    val events = mutable.ArrayBuffer.empty[FakeEvent]
    var start = 0L
    var end = 0L
    var isSealed = false
    var gone = false
    var children = Map.empty[Long, Set[Long]]
    def covers(other: Segment): Boolean = covers(other.from, other.until)
    def covers(otherFrom: Int, otherUntil: Int): Boolean = from < otherUntil && otherFrom < until
  }

  private val all = mutable.TreeMap.empty[Long, Segment]
  private var epoch = 0
  private var numbers = 0
  private val counters = Array.fill(keys)(0)
  @volatile var isDeleted = false
  /** Whether the stream is listed and not there yet. */
  @volatile var isBeingMade = false
  private val writtenEvents = mutable.ArrayBuffer.empty[FakeEvent]

  /** How often each kind of question was asked. */
  val asked = mutable.Map.empty[String, Int].withDefaultValue(0)

  addEpoch(FakeStream.evenly(keys, segments), Nil)

  private def addEpoch(ranges: Seq[(Int, Int)], parents: Seq[Segment]): Unit = {
    val children = ranges.map { case (from, until) =>
      numbers += 1
      new Segment(SegmentIds.of(numbers - 1, epoch), from, until, parents.filter(_.covers(from, until)).map(_.id).toSet)
    }
    children.foreach(child => all(child.id) = child)
    parents.foreach { parent =>
      parent.isSealed = true
      parent.children = children.filter(parent.covers).map(child => child.id -> child.parents).toMap
    }
  }

  private def open: Seq[Segment] = all.values.filter(s => !s.isSealed && !s.gone).toSeq.sortBy(_.from)

  /** Everything ever written, in order. */
  def written: Seq[FakeEvent] = synchronized(writtenEvents.toList)

  def isOpen: Boolean = synchronized(open.nonEmpty)

  def write(key: Int, size: Int): Unit = synchronized {
    open.find(s => s.from <= key && key < s.until).foreach { segment =>
      val event = FakeEvent(key, counters(key), segment.id, segment.end, size)
      counters(key) += 1
      segment.events += event
      segment.end += size
      writtenEvents += event
    }
  }

  /** Replaces neighbouring segments by others over the same range. */
  def scale(random: Random): Unit = synchronized {
    val from = random.nextInt(open.size)
    val parents = open.slice(from, from + 1 + random.nextInt(3))
    val range = parents.head.from until parents.last.until
    val inner = random.shuffle(range.tail.toList).take(random.nextInt(4)).sorted
    val bounds = range.head +: inner :+ range.last + 1
    epoch += 1
    addEpoch(bounds.zip(bounds.tail), parents)
  }

  /** Replaces all segments by `count` even ones. */
  def rescale(count: Int): Unit = synchronized {
    epoch += 1
    addEpoch(FakeStream.evenly(keys, count), open)
  }

  /** Replaces the open segment with the highest keys by one over the same range. */
  def splitLast(): Unit = synchronized {
    val last = open.last
    epoch += 1
    addEpoch(Seq((last.from, last.until)), Seq(last))
  }

  def seal(): Unit = synchronized(open.foreach(_.isSealed = true))

  def truncate(cut: Cut): Unit = synchronized {
    val kept = cut.offsets.asScala
    kept.foreach { case (segment, offset) => all(segment).start = math.max(all(segment).start, offset) }
    def forget(segment: Segment): Unit = segment.parents.map(all).filterNot(_.gone).foreach { parent =>
      parent.gone = true
      forget(parent)
    }
    kept.keys.toSeq.foreach(segment => forget(all(segment)))
  }

  /** Deletes the stream and makes it anew; segment numbers go on. */
  def recreate(): Unit = synchronized {
    all.clear()
    epoch = 0
    addEpoch(FakeStream.evenly(keys, segments), Nil)
  }

  /** Deletes the stream: whoever asks for anything but states is refused. */
  def delete(): Unit = synchronized {
    all.clear()
    isDeleted = true
  }

  private def requireExists(): Unit = if (isDeleted) throw new PravegaException("Cannot ask: no such stream", null)

  /** A random valid cut between head and tail, at event boundaries. */
  def randomCut(random: Random): Cut = synchronized {
    val alive = all.values.filterNot(_.gone).toSeq
    val chosen = mutable.Map.empty[Long, Segment]
    (0 until keys).foreach { key =>
      if (!chosen.values.exists(s => s.from <= key && key < s.until)) {
        val fitting = alive.filter(s => s.from <= key && key < s.until && !chosen.values.exists(_.covers(s)))
        fitting.lift(random.nextInt(math.max(1, fitting.size))).foreach(s => chosen(s.id) = s)
      }
    }
    val offsets = chosen.values.map { s =>
      val places = (s.events.filter(_.offset >= s.start).map(_.offset) :+ s.end).toIndexedSeq
      s.id -> places(random.nextInt(places.size))
    }.toMap
    val cut = cutOf(offsets)
    if (isValid(cut)) cut else tail
  }

  /** Whether the cut's segments cover each key exactly once, and none of them comes before another. */
  def isValid(cut: Cut): Boolean = synchronized {
    val segments = cut.segments.asScala.toSeq.map(s => s: Long)
    val ranges = cut.segments.asScala.toSeq.flatMap(s => all.get(s)).sortBy(_.from).map(s => (s.from, s.until))
    ranges.nonEmpty && ranges.head._1 == 0 && ranges.last._2 == keys &&
      ranges.zip(ranges.tail).forall { case (a, b) => a._2 == b._1 } &&
      !segments.exists(a => segments.exists(b => isAncestor(a, b)))
  }

  /** Whether the event lies before the cut, among those of its key. */
  def isBefore(event: FakeEvent, cut: Cut): Boolean = synchronized {
    val holder = cut.segments.asScala.map(s => all(s)).find(s => s.from <= event.key && event.key < s.until).get
    if (event.segment == holder.id) event.offset < cut.offset(holder.id).getAsLong
    else isAncestor(event.segment, holder.id)
  }

  def isAncestor(older: Long, newer: Long): Boolean = synchronized {
    older < newer && all(newer).parents.exists(parent => parent == older || isAncestor(older, parent))
  }

  def eventsOf(slice: SegmentSlice): Seq[FakeEvent] = synchronized {
    all(slice.segmentId).events.filter(e => e.offset >= slice.startOffset && e.end <= slice.endOffset).toList
  }

  private def cutOf(offsets: Map[Long, Long]): Cut =
    Cut.of(id, offsets.map { case (s, o) => Long.box(s) -> Long.box(o) }.asJava)

  override def head: Cut = synchronized {
    asked("head") += 1
    requireExists()
    if (isBeingMade) throw new RefusedException("Cannot find the head: it does not exist", null)
    cutOf(all.values.filter(s => !s.gone && s.parents.forall(p => all(p).gone)).map(s => s.id -> s.start).toMap)
  }

  override def tail: Cut = synchronized {
    asked("tail") += 1
    requireExists()
    val last = if (open.nonEmpty) open else all.values.filter(_.children.isEmpty).toSeq
    cutOf(last.map(s => s.id -> s.end).toMap)
  }

  override def states(segments: JSet[java.lang.Long]): JMap[java.lang.Long, SegmentState] = synchronized {
    asked("states") += 1
    segments.asScala.toSeq.flatMap(s => all.get(s)).filterNot(_.gone)
      .map(s => Long.box(s.id) -> new SegmentState(s.start, s.end, s.isSealed)).toMap.asJava
  }

  override def successors(segment: Long): JMap[java.lang.Long, JSet[java.lang.Long]] = synchronized {
    asked("successors") += 1
    requireExists()
    all.get(segment).map(_.children).getOrElse(Map.empty[Long, Set[Long]])
      .map { case (child, parents) => Long.box(child) -> parents.map(Long.box).asJava }.asJava
  }

  override def segments(): JList[SegmentDescription] = throw new UnsupportedOperationException("not part of the fake")

  override def slices(range: CutRange): JList[SegmentSlice] = synchronized {
    asked("slices") += 1
    val between = mutable.TreeMap.empty[Long, SegmentSlice]
    def visit(segment: Long): Unit = if (!between.contains(segment)) {
      val from = range.start.offset(segment).orElse(0)
      val s = all.get(segment).filter(s => !s.gone && s.start <= from).getOrElse(
        throw new DataLossException(s"segment $segment was truncated"))
      between(segment) = new SegmentSlice(id, segment, from, range.end.offset(segment).orElse(s.end))
      if (!range.end.segments.contains(segment)) {
        s.children.keys.foreach(visit)
      }
    }
    if (range.withinSegments) range.slices
    else {
      range.start.segments.asScala.foreach(s => visit(s))
      between.values.filterNot(_.isEmpty).toList.asJava
    }
  }

  override def boundaryWithin(slice: SegmentSlice, maxBytes: Long): Long = synchronized {
    asked("boundaryWithin") += 1
    val segment = all.get(slice.segmentId).filter(s => !s.gone && s.start <= slice.startOffset).getOrElse(
      throw new DataLossException(s"segment ${slice.segmentId} was truncated"))
    val ends = segment.events.filter(e => e.offset >= slice.startOffset && e.end <= slice.endOffset).map(_.end)
    ends.takeWhile(_ <= slice.startOffset + maxBytes).lastOption.getOrElse(ends.head)
  }

  private val followers = mutable.ArrayBuffer.empty[Runnable]

  /** Tells all who follow segments that there may be something new. */
  def tellNews(): Unit = followers.foreach(_.run())

  override def follow(slice: SegmentSlice, news: Runnable): SegmentTail = {
    followers += news
    new FakeTail(this, slice.segmentId, slice.startOffset)
  }

  override def open(slice: SegmentSlice): EventCursor = new EventCursor {
    asked("open") += 1
    private val events = eventsOf(slice).iterator
    private var next_ = slice.startOffset
    private var event: FakeEvent = _
    private var isClosed = false
    private var at = 0L
    override def offset: Long = at

    override def next(): Boolean = FakeStream.this.synchronized {
      require(!isClosed, "the cursor is closed")
      if (next_ == slice.endOffset) false
      else {
        at = next_
        if (all.get(slice.segmentId).forall(s => s.gone || s.start > at)) {
          throw new DataLossException(s"segment ${slice.segmentId} was truncated at $at")
        }
        event = events.next()
        next_ = event.end
        true
      }
    }
    override def array: Array[Byte] = s"  ${event.key}:${event.n}".getBytes
    override def position: Int = 2
    override def length: Int = array.length - 2
    override def close(): Unit = if (!isClosed) {
      isClosed = true
      asked("close") += 1
    }
  }
}

/** A segment's tail that is news to nobody: who follows it has to look. */
class FakeTail(stream: FakeStream, segment: Long, from: Long) extends SegmentTail {
  private var event = FakeEvent(0, 0, segment, from, 0)
  private def open = new SegmentSlice(stream.id, segment, event.end, Long.MaxValue)
  private def state = Option(stream.states(Collections.singleton(Long.box(segment))).get(segment))

  override def next(): Boolean = stream.synchronized {
    if (state.forall(_.startOffset > event.end)) {
      throw new DataLossException(s"segment $segment was truncated at ${event.end}")
    }
    val found = stream.eventsOf(open).headOption
    found.foreach(event = _)
    found.isDefined
  }
  override def isAtEnd: Boolean = stream.synchronized {
    state.exists(_.`sealed`) && stream.eventsOf(open).isEmpty
  }
  override def nextOffset: Long = event.end
  override def offset: Long = event.offset
  override def array: Array[Byte] = s"  ${event.key}:${event.n}".getBytes
  override def position: Int = 2
  override def length: Int = array.length - 2
  override def close(): Unit = ()
}

object FakeStream {
  private def evenly(keys: Int, count: Int): Seq[(Int, Int)] =
    (0 until count).map(i => (keys * i / count, keys * (i + 1) / count))
}
