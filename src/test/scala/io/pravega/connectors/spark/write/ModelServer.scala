// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.time.Duration
import java.util.{Collection => JCollection, Map => JMap, Optional, UUID}

import scala.collection.JavaConverters._
import scala.collection.mutable

import io.pravega.connectors.spark.client._

/** What Pravega promises of transactions and of the ledger, and nothing more. */
final class ModelServer {
  import TransactionStatus._

  private final class Transaction(val streamEpoch: Int, val rows: Seq[Int], var status: TransactionStatus)

  private val transactions = mutable.LinkedHashMap[UUID, Transaction]()
  private var ledger: Option[(Long, Array[Byte])] = None

  /** In the order of the commit calls. */
  private val committing = mutable.Buffer[Transaction]()
  private val visible = mutable.Buffer[Int]()
  private var streamEpoch = 0

  /** The stream, in order of visibility, once all that is committing is committed. */
  def stream: mutable.Buffer[Int] = {
    while (committing.nonEmpty) makeOneVisible()
    visible
  }

  /** As the controller does it: whatever the order of the calls, the lowest epoch of the stream comes first. */
  private def makeOneVisible(): Unit = {
    val next = committing.minBy(_.streamEpoch)
    committing -= next
    next.status = COMMITTED
    visible ++= next.rows
  }

  def scale(): Unit = streamEpoch += 1

  def begin(rows: Seq[Int]): UUID = {
    val random = UUID.randomUUID()
    val id = new UUID(streamEpoch.toLong << 32 | random.getMostSignificantBits >>> 32, random.getLeastSignificantBits)
    transactions(id) = new Transaction(streamEpoch, rows, OPEN)
    id
  }

  def open: Int = transactions.values.count(_.status == OPEN)

  def status(id: UUID): TransactionStatus = transactions.get(id).fold(UNKNOWN) { found =>
    val seen = found.status
    // What has begun ends in its own time.
    if (seen == COMMITTING) makeOneVisible()
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

  def read: Optional[CommitLedger.Entry] = ledger match {
    case Some((version, bytes)) => Optional.of(ModelServer.Entry(version, bytes))
    case None => Optional.empty()
  }

  def write(expected: Optional[CommitLedger.Entry], bytes: Array[Byte]): CommitLedger.Entry = {
    val version = ledger.fold(0L)(_._1)
    if (expected.map[Long](_.asInstanceOf[ModelServer.Entry].version).orElse(0L) != version) {
      throw new LedgerConflictException("entry", null)
    }
    ledger = Some((version + 1, bytes))
    ModelServer.Entry(version + 1, bytes)
  }
}

object ModelServer {
  private final case class Entry(version: Long, bytes: Array[Byte]) extends CommitLedger.Entry {
    override def value(): Array[Byte] = bytes
  }
}

/** The server as one driver reaches it: call by call, each of which may be its last. */
class ModelConnection(server: ModelServer, onCall: ModelConnection.OnCall)
    extends Transactions with CommitLedger with Clock {
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

  override def begin(): EventWriter = throw new UnsupportedOperationException
  override def keepAlive(transaction: UUID): Unit = ()
  override def statuses(ids: JCollection[UUID]): JMap[UUID, TransactionStatus] =
    call(ids.asScala.map(id => id -> server.status(id)).toMap.asJava)
  override def commit(transaction: UUID): Unit = call(server.commit(transaction))
  override def commitAll(ids: JCollection[UUID]): Unit = each(ids)(id => call(server.commit(id)))
  override def abort(transaction: UUID): Unit = call(server.abort(transaction))
  override def abortAll(ids: JCollection[UUID]): Unit = each(ids)(id => call(server.abort(id)))

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

  override def read(name: String): Optional[CommitLedger.Entry] = call(server.read)
  override def write(name: String, expected: Optional[CommitLedger.Entry], value: Array[Byte]): CommitLedger.Entry = {
    puts += 1
    call(server.write(expected, value))
  }

  override def entries(): JMap[String, CommitLedger.Entry] = throw new UnsupportedOperationException
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
