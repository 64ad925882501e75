// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.time.Duration
import java.util.{Optional, UUID}
import java.util.concurrent.CompletableFuture
import java.util.function.{Function => JFunction}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client._
import io.pravega.connectors.spark.options.{ConnectionOptions, ReadOptions, StreamCreationOptions}
import io.pravega.connectors.spark.stream.{Cut, SegmentSlice, StreamId}
import org.apache.spark.sql.util.CaseInsensitiveStringMap

/** Clients of a cluster with streams in memory; they count how many are held. Nothing can be written. */
class FakeClients(first: FakeStream, others: FakeStream*) extends ClientFactory {
  @volatile var streams: Seq[FakeStream] = first +: others
  /** How often the streams of a scope were listed. */
  @volatile var listed = 0
  @volatile var acquired = 0
  @volatile var held = 0
  /** How the stream is set up. */
  @volatile var description: Optional[StreamDescription] = Optional.empty[StreamDescription]()
  /** The one group there can be. */
  val group = new FakeGroup
  /** The stream's marks of event time. */
  val marks = new FakeMarks
  /** How often the cluster does not answer from now on. */
  @volatile var failures = 0

  def options(more: (String, String)*): ReadOptions = ReadOptions.from(new CaseInsensitiveStringMap(
    (Map("scope" -> first.id.scope, "max_partitions" -> "1") ++
      (if (more.exists(_._1 == "stream_pattern")) Nil else Seq("stream" -> first.id.name)) ++ more).asJava))

  private def stream(id: StreamId): FakeStream = streams.find(_.id == id).getOrElse(
    throw new PravegaException(s"Cannot ask: no stream $id", null))

  override def acquire(connection: ConnectionOptions): PravegaClient = {
    acquired += 1
    if (failures > 0) {
      failures -= 1
      throw new PravegaException("Cannot connect to the fake: it is away", null)
    }
    held += 1
    new FakeClient
  }

  private class FakeClient extends PravegaClient with StreamAdmin {
    private def notFaked = throw new UnsupportedOperationException("not part of the fake")

    override def admin: StreamAdmin = this
    override def directory(id: StreamId): StreamDirectory = stream(id)
    override def events: SegmentEvents = new SegmentEvents {
      override def open(slice: SegmentSlice): EventCursor = stream(slice.stream).open(slice)
      override def follow(slice: SegmentSlice, news: Runnable): SegmentTail = stream(slice.stream).follow(slice, news)
      override def boundaryWithin(slice: SegmentSlice, maxBytes: Long): Long =
        stream(slice.stream).boundaryWithin(slice, maxBytes)
    }
    override def close(): Unit = held -= 1

    override def streamExists(id: StreamId): Boolean =
      FakeClients.this.streams.exists(stream => stream.id == id && !stream.isDeleted)

    override def transactions(id: StreamId, lease: Duration): Transactions = notFaked
    override def transactions(of: JFunction[UUID, StreamId], lease: Duration): TransactionCalls = notFaked
    override def eventWriter(id: StreamId): EventWriter = notFaked
    override def promptWriter(id: StreamId, interval: Duration): EventWriter = notFaked
    override def ledger(scope: String): CommitLedger = notFaked
    override def consumptionGroup(id: StreamId, name: String): ConsumptionGroup = group
    override def writerClock(id: StreamId, writer: String): WriterClock = notFaked
    override def marks(id: StreamId): StreamMarks = FakeClients.this.marks
    override def scopeExists(scope: String): Boolean = notFaked
    override def createScope(scope: String): Unit = notFaked
    override def deleteEmptyScope(scope: String): Boolean = notFaked
    override def deleteScope(scope: String): Unit = notFaked
    override def scopes: java.util.List[String] = notFaked
    override def createStream(id: StreamId, description: StreamDescription): Boolean = notFaked
    override def describe(id: StreamId): Optional[StreamDescription] = description
    override def updateStream(id: StreamId, description: StreamDescription): Unit = notFaked
    override def deleteStream(id: StreamId): Unit = notFaked
    override def streams(scope: String): java.util.List[StreamId] = {
      listed += 1
      FakeClients.this.streams.filter(stream => stream.id.scope == scope && !stream.isDeleted).map(_.id).asJava
    }
    override def truncate(id: StreamId, cut: Cut): Unit = notFaked
    override def endedTransactions(id: StreamId): java.util.Map[java.util.UUID, TransactionStatus] = notFaked
  }
}

/** A group that notes what is released, and answers when the test does. */
class FakeGroup extends ConsumptionGroup {
  @volatile var released = Vector.empty[(Cut, CompletableFuture[Void])]
  @volatile var answersAtOnce = true

  def cuts: Seq[Cut] = released.map(_._1)

  override def release(cut: Cut): CompletableFuture[Void] = synchronized {
    val answer = new CompletableFuture[Void]
    released :+= ((cut, answer))
    if (answersAtOnce) {
      answer.complete(null)
    }
    answer
  }
}
