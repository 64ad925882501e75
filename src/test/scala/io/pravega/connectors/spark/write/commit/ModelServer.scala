// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit

import java.time.Duration
import java.util.{Collection => JCollection, Map => JMap, Optional, UUID}

import scala.collection.JavaConverters._
import scala.collection.mutable

import io.pravega.connectors.spark.client._

/** What Pravega promises of transactions and of the ledger, and nothing more. */
final class ModelServer {
  import TransactionStatus._

  private final class Transaction(
      val stream: String, val streamEpoch: Int, val rows: Seq[Int], var status: TransactionStatus)

  private val transactions = mutable.LinkedHashMap[UUID, Transaction]()
  private val ledger = mutable.Map[String, ModelServer.Entry]()

  /** In the order of the commit calls. */
  private val committing = mutable.Buffer[Transaction]()
  private val visible = mutable.LinkedHashMap[String, mutable.Buffer[Int]]()
  private var streamEpoch = 0

  /** All streams, one after the other, once all that is committing is committed. */
  def stream: mutable.Buffer[Int] = streams.values.flatten.toBuffer

  /** Each stream, in order of visibility, once all that is committing is committed. */
  def streams: collection.Map[String, mutable.Buffer[Int]] = {
    while (committing.nonEmpty) makeOneVisible(committing.head.stream)
    visible
  }

  /** As the controller does it: whatever the order of the calls, the lowest epoch of the stream comes first. */
  private def makeOneVisible(stream: String): Unit = {
    val next = committing.filter(_.stream == stream).minBy(_.streamEpoch)
    committing -= next
    next.status = COMMITTED
    visible.getOrElseUpdate(stream, mutable.Buffer()) ++= next.rows
  }

  /** Scales all streams. */
  def scale(): Unit = streamEpoch += 1

  def isOf(id: UUID, stream: String): Boolean = transactions.get(id).forall(_.stream == stream)

  def begin(rows: Seq[Int], stream: String = ModelServer.Stream): UUID = {
    val random = UUID.randomUUID()
    val id = new UUID(streamEpoch.toLong << 32 | random.getMostSignificantBits >>> 32, random.getLeastSignificantBits)
    transactions(id) = new Transaction(stream, streamEpoch, rows, OPEN)
    id
  }

  def open: Int = transactions.values.count(_.status == OPEN)

  def status(id: UUID): TransactionStatus = transactions.get(id).fold(UNKNOWN) { found =>
    val seen = found.status
    // What has begun ends in its own time.
    if (seen == COMMITTING) makeOneVisible(found.stream)
    if (seen == ABORTING) found.status = ABORTED
    seen
  }

  def commit(id: UUID): Unit = transactions.get(id) match {
    case Some(found) if found.status == OPEN =>
      found.status = COMMITTING
      committing += found
    case Some(found) if found.status == COMMITTING || found.status == COMMITTED =>
    case other => throw new TransactionFinishedException(id, other.fold(UNKNOWN)(_.status))
  }

  def abort(id: UUID): Unit = transactions.get(id).filter(_.status == OPEN).foreach(_.status = ABORTING)

  def leasesExpire(): Unit = transactions.values.filter(_.status == OPEN).foreach(_.status = ABORTED)

  /** Their executors were out of touch at different times. */
  def oldestLeaseExpires(): Unit = transactions.values.find(_.status == OPEN).foreach(_.status = ABORTED)

  def forget(): Unit = {
    leasesExpire()
    stream
    transactions.clear()
  }

  def entries: Map[String, CommitLedger.Entry] = ledger.toMap

  def write(name: String, expected: Optional[CommitLedger.Entry], bytes: Array[Byte]): CommitLedger.Entry = {
    val version = ledger.get(name).fold(0L)(_.version)
    if (expected.map[Long](_.asInstanceOf[ModelServer.Entry].version).orElse(0L) != version) {
      throw new CommitLedger.ConflictException(name, null)
    }
    ledger(name) = ModelServer.Entry(version + 1, bytes)
    ledger(name)
  }
}

object ModelServer {
  val Stream = "stream"

  private final case class Entry(version: Long, bytes: Array[Byte]) extends CommitLedger.Entry {
    override def value(): Array[Byte] = bytes
  }
}

/** The server as one driver reaches it: call by call, each of which may be its last. */
class ModelConnection(server: ModelServer, onCall: ModelConnection.OnCall)
    extends TransactionCalls with CommitLedger with Clock {

  /** What the driver says of transactions when it calls for them. */
  var streams: TransactionStreams = _
  var calls = 0
  var puts = 0
  private var now = 0L

  private def call[T](effect: => T): T = {
    calls += 1
    val number = calls
    onCall.before(number)
    val answer = effect
    onCall.after(number)
    answer
  }

  override def keepAlive(transaction: UUID): Unit = ()
  override def statuses(ids: JCollection[UUID]): JMap[UUID, TransactionStatus] =
    call(ids.asScala.map(id => id -> server.status(known(id))).toMap.asJava)
  override def commit(transaction: UUID): Unit = call(server.commit(known(transaction)))
  override def commitAll(ids: JCollection[UUID]): Unit = each(ids)(id => call(server.commit(known(id))))
  override def abort(transaction: UUID): Unit = call(server.abort(known(transaction)))
  override def abortAll(ids: JCollection[UUID]): Unit = each(ids)(id => call(server.abort(known(id))))

  /** A call reaches a transaction only by the name of its stream. */
  private def known(id: UUID): UUID = {
    require(streams == null || server.isOf(id, streams.of(id).name), "a transaction of another stream")
    id
  }

  private def each(ids: JCollection[UUID])(action: UUID => Unit): Unit = {
    // All are tried: a lazy collection would stop at the first failure.
    val failures = ids.asScala.toVector.flatMap { id =>
      try {
        action(id)
        None
      } catch {
        case e: RuntimeException => Some(e)
      }
    }
    failures.headOption.foreach(throw _)
  }

  override def read(name: String): Optional[CommitLedger.Entry] =
    call(server.entries.get(name).fold(Optional.empty[CommitLedger.Entry])(Optional.of(_)))
  override def write(name: String, expected: Optional[CommitLedger.Entry], value: Array[Byte]): CommitLedger.Entry = {
    puts += 1
    call(server.write(name, expected, value))
  }

  override def entries(): JMap[String, CommitLedger.Entry] = call(server.entries.asJava)
  override def remove(name: String, expected: CommitLedger.Entry): Boolean = throw new UnsupportedOperationException

  override def nanoTime(): Long = now
  override def currentTimeMillis(): Long = 1700000000000L + now / 1000000
  override def pause(length: Duration): Unit = now += length.toNanos
  def pass(length: Duration): Unit = now += length.toNanos
}

object ModelConnection {
  /** Option service_outage_timeout. */
  val OutageTimeout: Duration = Duration.ofMinutes(1)

  trait OnCall {
    def before(number: Int): Unit = ()
    def after(number: Int): Unit = ()
  }

  object Reliable extends OnCall

  /** The driver's process is gone. */
  final class Died extends Error

  final class NoAnswer extends PravegaException("Cannot reach the server: no answer", null)

  /** What happens at one call. */
  sealed trait Fault {
    def at(call: Int): OnCall
  }
  case object DiesBefore extends Fault {
    override def at(call: Int): OnCall = new OnCall {
      override def before(number: Int): Unit = if (number >= call) throw new Died
    }
  }
  case object DiesAfter extends Fault {
    override def at(call: Int): OnCall = new OnCall {
      override def before(number: Int): Unit = if (number > call) throw new Died
      override def after(number: Int): Unit = if (number >= call) throw new Died
    }
  }
  case object RequestLost extends Fault {
    override def at(call: Int): OnCall = new OnCall {
      override def before(number: Int): Unit = if (number == call) throw new NoAnswer
    }
  }
  case object AnswerLost extends Fault {
    override def at(call: Int): OnCall = new OnCall {
      override def after(number: Int): Unit = if (number == call) throw new NoAnswer
    }
  }
  case object ServerAway extends Fault {
    override def at(call: Int): OnCall = new OnCall {
      override def before(number: Int): Unit = if (number >= call) throw new NoAnswer
    }
  }
  case object AnswersAway extends Fault {
    override def at(call: Int): OnCall = new OnCall {
      override def after(number: Int): Unit = if (number >= call) throw new NoAnswer
    }
  }
  /** Long enough for a driver to give up, and back when it withdraws. */
  final case class AwayFor(calls: Int) extends Fault {
    override def at(call: Int): OnCall = new OnCall {
      override def before(number: Int): Unit = if (number >= call && number < call + calls) throw new NoAnswer
    }
  }
  val Faults: Seq[Fault] = Seq(DiesBefore, DiesAfter, RequestLost, AnswerLost, ServerAway, AnswersAway)
}
