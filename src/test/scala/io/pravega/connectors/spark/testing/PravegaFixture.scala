// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing

import java.net.URI
import java.nio.ByteBuffer
import java.nio.charset.StandardCharsets.UTF_8
import java.util.{NavigableMap, UUID}
import java.util.concurrent.{CompletableFuture, Executors, ScheduledExecutorService}

import scala.collection.JavaConverters._

import io.pravega.client.{BatchClientFactory, ClientConfig, EventStreamClientFactory}
import io.pravega.client.admin.{StreamInfo, StreamManager}
import io.pravega.client.batch.SegmentRange
import io.pravega.client.batch.impl.SegmentRangeImpl
import io.pravega.client.control.impl.{ControllerImpl, ControllerImplConfig, SegmentCollection}
import io.pravega.client.segment.impl.EndOfSegmentException
import io.pravega.client.stream.{EventStreamWriter, EventWriterConfig, ScalingPolicy, Serializer, Stream}
import io.pravega.client.stream.{StreamConfiguration, StreamCut, Transaction, TransactionalEventStreamWriter}
import io.pravega.client.stream.impl.SegmentWithRange
import org.scalatest.{BeforeAndAfterAll, Suite}
import org.scalatest.concurrent.Eventually.eventually
import org.scalatest.concurrent.PatienceConfiguration.{Interval, Timeout}
import org.scalatest.time.SpanSugar._

/** An event as the plain client reads it; `offset` is where it starts in its segment. */
case class StoredEvent(segmentId: Long, offset: Long, bytes: Array[Byte]) {
  def text: String = new String(bytes, UTF_8)
}

/** An open segment and its part of the key space, from `low` up to `high`. */
case class OpenSegment(id: Long, low: Double, high: Double)

/**
 * Gives a suite a scope of its own on the test JVM's server, and what it needs to set streams up and to see what is
 * in them: all with the plain Pravega client, never with the connector. Every call returns when its effect is there.
 */
trait PravegaFixture extends BeforeAndAfterAll { this: Suite =>

  /** The server; a suite that needs one with other settings overrides this and, maybe, [[clientConfig]]. */
  protected def controllerUri: URI = PravegaServer.controllerUri

  /** The value of the option `controller`. */
  protected final def controller: String = controllerUri.toString

  protected lazy val clientConfig: ClientConfig = ClientConfig.builder.controllerURI(controllerUri).build

  /** This suite's scope, created when it is first asked for. */
  protected lazy val scope: String = {
    val name = PravegaFixture.uniqueName(getClass.getSimpleName)
    streamManager.createScope(name)
    name
  }

  protected lazy val streamManager: StreamManager =
    closedAfterAll(StreamManager.create(clientConfig))(_.close())

  protected lazy val eventClient: EventStreamClientFactory =
    closedAfterAll(EventStreamClientFactory.withScope(scope, clientConfig))(_.close())

  protected lazy val batchClient: BatchClientFactory =
    closedAfterAll(BatchClientFactory.withScope(scope, clientConfig))(_.close())

  /** The controller's own interface, for what the public API cannot do, such as scaling by hand. */
  protected lazy val controllerClient: ControllerImpl = {
    val config = ControllerImplConfig.builder.clientConfig(clientConfig).build
    closedAfterAll(new ControllerImpl(config, executor))(_.close())
  }

  private lazy val executor: ScheduledExecutorService =
    closedAfterAll(Executors.newSingleThreadScheduledExecutor())(_.shutdownNow())

  private var closers = List.empty[() => Unit]

  /** Has a resource closed after the suite's tests, the last one first. */
  protected def closedAfterAll[T](resource: T)(close: T => Unit): T = synchronized {
    closers ::= (() => close(resource))
    resource
  }

  override def afterAll(): Unit =
    try {
      closers.foreach(_.apply())
      closers = Nil
    } finally super.afterAll()

  // ---- Streams

  /** Creates a stream and returns its name, which no other has. */
  protected def newStream(segments: Int = 1): String = {
    val name = PravegaFixture.uniqueName("stream")
    createStream(name, segments)
    name
  }

  protected def createStream(stream: String, segments: Int): Unit =
    createStream(stream, StreamConfiguration.builder.scalingPolicy(ScalingPolicy.fixed(segments)).build)

  protected def createStream(stream: String, configuration: StreamConfiguration): Unit =
    require(streamManager.createStream(scope, stream, configuration), s"stream $stream exists already")

  protected def streamExists(stream: String): Boolean = streamManager.checkStreamExists(scope, stream)

  protected def sealStream(stream: String): Unit =
    require(streamManager.sealStream(scope, stream), s"stream $stream was not sealed")

  /** Seals and deletes. */
  protected def deleteStream(stream: String): Unit = {
    sealStream(stream)
    require(streamManager.deleteStream(scope, stream), s"stream $stream was not deleted")
  }

  /** Deletes what stands before the cut. */
  protected def truncateStream(stream: String, cut: String): Unit =
    require(streamManager.truncateStream(scope, stream, StreamCut.from(cut)), s"stream $stream was not truncated")

  protected def streamInfo(stream: String): StreamInfo = streamManager.fetchStreamInfo(scope, stream).join()

  /** The text of the cut at the stream's head. */
  protected def headCut(stream: String): String = streamInfo(stream).getHeadStreamCut.asText

  /** The text of the cut at the stream's tail. That of a sealed stream has no positions, and nobody can parse it. */
  protected def tailCut(stream: String): String = streamInfo(stream).getTailStreamCut.asText

  // ---- Scaling

  /** The segments that take writes now, by key range. */
  protected def openSegments(stream: String): Seq[OpenSegment] =
    PravegaFixture.ranges(controllerClient.getCurrentSegments(scope, stream).join()).sortBy(_.low)

  /** Replaces open segments by new ones of these key ranges, which together cover the same keys. */
  protected def scaleStream(stream: String, sealing: Seq[Long], ranges: Seq[(Double, Double)]): Unit = {
    allowSegments(stream, openSegments(stream).size - sealing.size + ranges.size)
    val boxed = ranges.map { case (low, high) => Double.box(low) -> Double.box(high) }.toMap.asJava
    val scaled = controllerClient
      .scaleStream(Stream.of(scope, stream), sealing.map(Long.box).asJava, boxed, executor).getFuture.join()
    require(scaled, s"stream $stream was not scaled")
  }

  /**
   * The server refuses to have fewer segments than the scaling policy's minimum, and when a fixed policy's number
   * changes it scales by itself: hence a policy by a rate that no test reaches.
   */
  private def allowSegments(stream: String, segments: Int): Unit = {
    val configuration = streamInfo(stream).getStreamConfiguration
    if (segments < configuration.getScalingPolicy.getMinNumSegments) {
      val lower = configuration.toBuilder.scalingPolicy(ScalingPolicy.byEventRate(1000000, 2, segments)).build
      require(streamManager.updateStream(scope, stream, lower), s"stream $stream was not updated")
    }
  }

  /** Replaces all open segments by `segments` new ones of equal key ranges. */
  protected def scaleTo(stream: String, segments: Int): Unit =
    scaleStream(stream, openSegments(stream).map(_.id),
      (0 until segments).map(i => (i.toDouble / segments, (i + 1).toDouble / segments)))

  /** Splits one open segment into two halves. */
  protected def splitSegment(stream: String, id: Long): Unit = {
    val segment = openSegment(stream, id)
    val middle = (segment.low + segment.high) / 2
    scaleStream(stream, Seq(id), Seq((segment.low, middle), (middle, segment.high)))
  }

  /** Merges two open segments that are neighbours in the key space. */
  protected def mergeSegments(stream: String, one: Long, other: Long): Unit = {
    val Seq(lower, upper) = Seq(one, other).map(openSegment(stream, _)).sortBy(_.low)
    scaleStream(stream, Seq(one, other), Seq((lower.low, upper.high)))
  }

  private def openSegment(stream: String, id: Long): OpenSegment =
    openSegments(stream).find(_.id == id).getOrElse(throw new IllegalArgumentException(s"segment $id is not open"))

  // ---- Writing

  /** Writes events without routing key. */
  protected def writeEvents(stream: String, payloads: String*): Unit =
    writeBytes(stream, payloads.map((null, _)).map(PravegaFixture.toBytes))

  /** Writes (routing key, payload). */
  protected def writeKeyed(stream: String, events: (String, String)*): Unit =
    writeBytes(stream, events.map(PravegaFixture.toBytes))

  /** Writes (routing key or null, payload), and returns when all are durable. */
  protected def writeBytes(stream: String, events: Seq[(String, Array[Byte])]): Unit = {
    val writer: EventStreamWriter[Array[Byte]] =
      eventClient.createEventWriter(stream, BytesSerializer, EventWriterConfig.builder.build)
    try {
      val acks = events.map {
        case (null, payload) => writer.writeEvent(payload)
        case (key, payload) => writer.writeEvent(key, payload)
      }
      writer.flush()
      CompletableFuture.allOf(acks: _*).join()
    } finally writer.close()
  }

  /** Writes (routing key, payload) in one transaction, and returns when it is committed. */
  protected def writeInTransaction(stream: String, events: (String, String)*): Unit = {
    val transaction = openTransaction(stream, events: _*)
    transaction.commit()
    awaitStatus(transaction, Transaction.Status.COMMITTED)
  }

  /** A transaction with (routing key, payload) in it, flushed; kept alive until the suite ends or it does. */
  protected def openTransaction(stream: String, events: (String, String)*): Transaction[Array[Byte]] = {
    val writer: TransactionalEventStreamWriter[Array[Byte]] = closedAfterAll(
      eventClient.createTransactionalEventWriter(stream, BytesSerializer, EventWriterConfig.builder.build))(_.close())
    val transaction = writer.beginTxn()
    events.map(PravegaFixture.toBytes).foreach {
      case (null, payload) => transaction.writeEvent(payload)
      case (key, payload) => transaction.writeEvent(key, payload)
    }
    transaction.flush()
    transaction
  }

  protected def awaitStatus(transaction: Transaction[_], expected: Transaction.Status): Unit =
    eventually(Timeout(30.seconds), Interval(10.millis)) {
      require(transaction.checkStatus() == expected)
    }

  // ---- Reading

  /** The payloads of all events, segment by segment, predecessors first. Works for a sealed stream too. */
  protected def readAll(stream: String): Seq[String] = readEvents(stream).map(_.text)

  /** All events, segment by segment, predecessors first. Works for a sealed stream too. */
  protected def readEvents(stream: String): Seq[StoredEvent] =
    segmentRanges(stream).flatMap(readSegment)

  /** The events between two cuts, segment by segment, predecessors first. */
  protected def readEvents(stream: String, from: String, to: String): Seq[StoredEvent] =
    batchClient.getSegments(Stream.of(scope, stream), StreamCut.from(from), StreamCut.from(to))
      .getIterator.asScala.toVector.flatMap(readSegment)

  private def segmentRanges(stream: String): Seq[SegmentRange] = {
    val info = streamInfo(stream)
    if (info.isSealed) {
      // Its tail has no positions: all that follows the head, each segment to wherever it ends.
      val head = info.getHeadStreamCut.asImpl.getPositions.asScala
      controllerClient.getSuccessors(info.getHeadStreamCut).join().getSegments.asScala.toVector
        .sortBy(_.getSegmentId)
        .map { segment =>
          val start = head.get(segment).fold(0L)(_.longValue)
          SegmentRangeImpl.builder.segment(segment).startOffset(start).endOffset(Long.MaxValue).build
        }
    } else {
      batchClient.getSegments(Stream.of(scope, stream), info.getHeadStreamCut, info.getTailStreamCut)
        .getIterator.asScala.toVector
    }
  }

  private def readSegment(range: SegmentRange): Seq[StoredEvent] = {
    val events = batchClient.readSegment(range, BytesSerializer)
    try {
      val found = Vector.newBuilder[StoredEvent]
      try {
        while (events.hasNext) {
          val offset = events.getOffset
          found += StoredEvent(range.getSegmentId, offset, events.next())
        }
      } catch {
        case e: Exception if PravegaFixture.isEndOfSegment(e) => // The end of a sealed segment.
      }
      found.result()
    } finally events.close()
  }
}

private object PravegaFixture {

  def uniqueName(prefix: String): String = s"$prefix-${UUID.randomUUID.toString.take(8)}"

  def toBytes(event: (String, String)): (String, Array[Byte]) = (event._1, event._2.getBytes(UTF_8))

  def isEndOfSegment(e: Throwable): Boolean =
    Iterator.iterate(e)(_.getCause).takeWhile(_ != null).exists(_.isInstanceOf[EndOfSegmentException])

  /** The client keeps key ranges to itself. */
  def ranges(segments: SegmentCollection): Seq[OpenSegment] = {
    val field = classOf[SegmentCollection].getDeclaredField("segments")
    field.setAccessible(true)
    field.get(segments).asInstanceOf[NavigableMap[java.lang.Double, SegmentWithRange]].values.asScala.toSeq
      .map(s => OpenSegment(s.getSegment.getSegmentId, s.getRange.getLow, s.getRange.getHigh))
  }
}

/** Payloads as they are. */
private object BytesSerializer extends Serializer[Array[Byte]] {
  override def serialize(bytes: Array[Byte]): ByteBuffer = ByteBuffer.wrap(bytes)

  override def deserialize(buffer: ByteBuffer): Array[Byte] = {
    val bytes = new Array[Byte](buffer.remaining)
    buffer.get(bytes)
    bytes
  }
}
