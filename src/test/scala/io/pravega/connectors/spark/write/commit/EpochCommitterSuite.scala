// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit

import java.time.Duration
import java.util.{Collections, UUID}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client._
import io.pravega.connectors.spark.client.TransactionStatus._
import io.pravega.connectors.spark.stream.StreamId
import io.pravega.connectors.spark.write.commit.ModelConnection._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class EpochCommitterSuite extends AnyFunSuite with Matchers with QuietCommits {

  private val stream = new StreamId("scope", "stream")

  private class Setting(kind: WriteJob.Kind = WriteJob.Kind.EPOCH, ledgerKept: Boolean = true,
      ordered: Boolean = false) {
    val server = new ModelServer
    var connection: ModelConnection = _
    var committer: EpochCommitter = _
    var job = new WriteJob(kind, "id", stream, ledgerKept, ordered)

    def open(onCall: OnCall = Reliable): Long = {
      connection = new ModelConnection(server, onCall)
      val ledger = if (ledgerKept) connection else new VolatileLedger
      connection.streams = new TransactionStreams(job)
      committer = new EpochCommitter(job, connection.streams, connection, ledger, connection, OutageTimeout)
      committer.open()
    }

    def task(partition: Int, rows: Int*): TaskCommit =
      new TaskCommit(partition, if (rows.isEmpty) null else server.begin(rows), ModelDriver.digest(rows))

    def commit(epoch: Long, tasks: TaskCommit*): Unit = committer.commit(epoch, tasks.asJava)

    /** As Spark does it. */
    def failure(epoch: Long, tasks: TaskCommit*): String = {
      val e = intercept[CommitFailedException](commit(epoch, tasks: _*))
      committer.abort(tasks.asJava)
      e.getMessage
    }
  }

  test("an epoch costs one read and two puts, an empty one a read and a put") {
    val setting = new Setting
    import setting._
    open()
    commit(0, task(0, 1), task(1, 2))
    open()
    connection.puts shouldBe 0
    commit(1, task(0, 3), task(1, 4))
    connection.puts shouldBe 2
    connection.calls shouldBe 5
    open()
    commit(2, task(0), task(1))
    (connection.puts, connection.calls) shouldBe ((1, 2))
    open() shouldBe 2
  }

  test("a request or an answer that gets lost in a commit does no harm") {
    for (fault <- Seq(RequestLost, AnswerLost); call <- 2 to 5) {
      val setting = new Setting
      import setting._
      open()
      open(fault.at(call))
      commit(0, task(0, 1), task(1, 2))
      server.stream should contain theSameElementsAs Seq(1, 2)
      open() shouldBe 0
    }
  }

  test("without a ledger nothing is called but the commits") {
    val setting = new Setting(ledgerKept = false)
    import setting._
    open() shouldBe -1
    commit(5, task(0, 1), task(1, 2), task(2))
    connection.calls shouldBe 2
    server.stream should contain theSameElementsAs Seq(1, 2)
  }

  test("a batch becomes visible in order of its partitions") {
    val setting = new Setting(WriteJob.Kind.BATCH, ledgerKept = false, ordered = true)
    import setting._
    open()
    val tasks = (0 until 50).map(i => task(i, i))
    commit(0, tasks: _*)
    server.stream shouldBe (0 until 50)
  }

  test("a batch of which each key is in one partition waits for no transaction though the stream is scaled") {
    for (ordered <- Seq(true, false)) {
      val setting = new Setting(WriteJob.Kind.BATCH, ledgerKept = false, ordered = ordered)
      import setting._
      open()
      val late = task(1, 1)
      server.scale()
      commit(0, task(0, 0), late)
      connection.calls > 2 shouldBe ordered
      server.stream should contain theSameElementsAs Seq(0, 1)
    }
  }

  test("a batch becomes visible in order of its partitions though the stream is scaled while they are written") {
    val setting = new Setting(WriteJob.Kind.BATCH, ledgerKept = false, ordered = true)
    import setting._
    open()
    val random = new scala.util.Random(1)
    val tasks = random.shuffle((0 until 50).toList).map { i =>
      if (random.nextInt(5) == 0) server.scale()
      task(i, i)
    }.sortBy(_.partition)
    commit(0, tasks: _*)
    server.stream shouldBe (0 until 50)
  }

  test("a server that is away for less than the outage timeout is waited for, whatever the call") {
    for (call <- 1 to 6) {
      val setting = new Setting
      import setting._
      open()
      var first = true
      var back = 0L
      open(new OnCall {
        override def before(number: Int): Unit = if (number >= call) {
          if (first) back = connection.nanoTime() + Duration.ofSeconds(50).toNanos
          first = false
          if (connection.nanoTime() < back) throw new NoAnswer
        }
      })
      commit(0, task(0, 1), task(1, 2))
      server.stream should contain theSameElementsAs Seq(1, 2)
    }
  }

  test("a call that is refused is not repeated") {
    val setting = new Setting
    import setting._
    intercept[RefusedException] {
      open(new OnCall {
        override def before(number: Int): Unit = throw new RefusedException("Cannot read: permission denied", null)
      })
    }
    connection.calls shouldBe 1
    open()
    open(new OnCall {
      // The ledger takes PREPARED; then the permission is taken away.
      override def before(number: Int): Unit =
        if (number > 2) throw new RefusedException("Cannot commit: permission denied", null)
    })
    val e = intercept[CommitFailedException](commit(0, task(0, 1)))
    e.getMessage should include("Cannot commit: permission denied. Starting the query again completes it")
    connection.calls should be < 6
  }

  test("transactions that stay open although they are aborted are given up") {
    val server = new ModelServer
    val id = server.begin(Seq(1))
    val connection = new ModelConnection(server, Reliable) {
      override def abortAll(ids: java.util.Collection[UUID]): Unit = calls += 1
    }
    val group = new TransactionGroup(connection, false, connection, OutageTimeout)
    val e = intercept[PravegaException](group.withdraw(Collections.singletonList(id)))
    e.getMessage should (startWith(s"Cannot abort transactions [$id]: the server says that they are open") and
      include("60 s"))
    connection.calls should be < 100
  }

  test("waiting for what stays committing ends after the time of an outage") {
    val server = new ModelServer
    val id = server.begin(Seq(1))
    val connection = new ModelConnection(server, Reliable) {
      override def statuses(ids: java.util.Collection[UUID]) = Collections.singletonMap(id, COMMITTING)
    }
    val group = new TransactionGroup(connection, false, connection, OutageTimeout)
    val e = intercept[PravegaException](group.awaitVisible(Collections.singletonList(id), Duration.ofMillis(50)))
    e.getMessage should startWith(s"Cannot wait for transactions [$id]: they have been committing for 60 s")
  }

  test("what was skipped is not reported as written") {
    val setting = new Setting(WriteJob.Kind.VERSION)
    import setting._
    open()
    val written = task(0, 1)
    committer.commit(5, Seq(written).asJava).asScala shouldBe Seq(written)
    open()
    val dropped = new TaskCommit(0, null, ModelDriver.digest(Seq(2, 3)))
    committer.commit(4, Seq(dropped).asJava) shouldBe empty
  }

  test("a batch of which a part was lost at the last moment says what is in the stream, and withdraws the rest") {
    val setting = new Setting(WriteJob.Kind.BATCH, ledgerKept = false, ordered = true)
    import setting._
    open()
    val tasks = Seq(task(0, 1), task(1, 2), task(2, 3))
    server.abort(tasks(1).transaction)
    val message = failure(0, tasks: _*)
    message should startWith("Cannot commit the batch to stream scope/stream: its transactions " +
      s"${tasks(0).transaction} (partition 0, ")
    message should include(s"are in the stream, ${tasks(1).transaction} (partition 1, ABORT")
    message should include("Running it again writes everything once more")
    server.stream shouldBe Seq(1)
    server.open shouldBe 0
  }

  test("a call that fails for a while is repeated") {
    val setting = new Setting(WriteJob.Kind.BATCH, ledgerKept = false, ordered = true)
    import setting._
    open(new OnCall {
      override def before(number: Int): Unit = if (number < 6) throw new NoAnswer
    })
    commit(0, task(0, 1), task(1, 2))
    server.stream shouldBe Seq(1, 2)
  }

  test("a server that stays away is given up, and nothing is withdrawn that may be committed") {
    val setting = new Setting
    import setting._
    open()
    val tasks = Seq(task(0, 1), task(1, 2))
    open(new OnCall {
      // The ledger takes PREPARED; the rest fails.
      override def before(number: Int): Unit = if (number > 2) throw new NoAnswer
    })
    val e = intercept[RuntimeException](commit(0, tasks: _*))
    committer.abort(tasks.asJava)
    e shouldBe a[CommitFailedException]
    e.getMessage should (startWith("Cannot commit epoch 0 of query id to stream scope/stream: it is unknown") and
      include("no answer; this was tried for 60 s (service_outage_timeout). Starting the query again completes it"))
    server.open shouldBe 2
    open() shouldBe 0
    server.stream should contain theSameElementsAs Seq(1, 2)
  }

  test("an epoch of too many tasks for the ledger says so at once, and commits nothing") {
    val setting = new Setting
    import setting._
    open()
    open(new OnCall {
      override def before(number: Int): Unit = if (number == 2) throw new CommitLedger.EntryTooLongException("id", 2, 1)
    })
    val message = failure(0, task(0, 1), task(1, 2))
    message should startWith("Cannot commit epoch 0 of query id to stream scope/stream: its 2 transactions do not fit")
    connection.puts shouldBe 1
    server.stream shouldBe empty
  }

  test("an epoch that outlived a transaction commits nothing") {
    val setting = new Setting
    import setting._
    open()
    val tasks = Seq(task(0, 1), task(1, 2))
    server.abort(tasks.head.transaction)
    connection.pass(Duration.ofSeconds(11))
    failure(0, tasks: _*) should (include("were lost before it ended") and include("Nothing was committed") and
      include(tasks.head.transaction.toString) and not include tasks(1).transaction.toString)
    server.stream shouldBe empty
    server.open shouldBe 0
  }

  test("tasks that fail have their transactions withdrawn") {
    val setting = new Setting
    import setting._
    open()
    committer.abort(Seq(task(0, 1), task(1), task(2, 3)).asJava)
    server.open shouldBe 0
  }

  /** An epoch of three partitions of which only the first was committed. */
  private class Torn(kind: WriteJob.Kind) extends Setting(kind) {
    open()
    val first = Seq(task(0, 1, 2), task(1, 3), task(2, 4))
    server.abort(first(1).transaction)
    failure(0, first: _*) should include("are in the stream")
    server.status(first(2).transaction)
    server.leasesExpire()
  }

  test("a torn epoch is completed by a repetition with the same partitions") {
    val setting = new Torn(WriteJob.Kind.EPOCH)
    import setting._
    open() shouldBe -1
    commit(0, task(0, 1, 2), task(1, 3), task(2, 4))
    server.stream should contain theSameElementsAs Seq(1, 2, 3, 4)
    open() shouldBe 0
  }

  test("what is still open of a torn epoch is withdrawn before another attempt takes its place") {
    val setting = new Setting
    import setting._
    open()
    open(DiesAfter.at(2))
    val first = Seq(task(0, 1), task(1, 2))
    intercept[Died](commit(0, first: _*))
    server.abort(first.head.transaction)
    open() shouldBe -1
    commit(0, task(0, 1), task(1, 2))
    // The first driver was only asleep.
    intercept[TransactionFinishedException](server.commit(first(1).transaction))
    server.stream should contain theSameElementsAs Seq(1, 2)
  }

  test("a torn epoch is not completed by a repetition with other partitions, and an operator can decide") {
    val setting = new Torn(WriteJob.Kind.EPOCH)
    import setting._
    open() shouldBe -1
    val before = server.stream.toSeq
    val message = failure(0, task(0, 3, 1), task(1, 2), task(2, 4))
    message should (include("a first attempt ended half-way") and include(first(1).transaction.toString) and
      include("'commits/0'") and include("commit_ledger=false"))
    server.stream shouldBe before
    server.open shouldBe 0
    // Having added the file, the operator goes on.
    open() shouldBe -1
    commit(1, task(0, 5))
    open() shouldBe 1
  }

  test("an epoch that the server has forgotten is refused") {
    val setting = new Torn(WriteJob.Kind.EPOCH)
    import setting._
    server.forget()
    open() shouldBe -1
    failure(0, task(0, 1, 2), task(1, 3), task(2, 4)) should include("the server no longer knows what became of")
  }

  test("a newer version does not pass over a torn one") {
    val setting = new Torn(WriteJob.Kind.VERSION)
    import setting._
    open()
    failure(1, task(0, 5)) should (include("version 0 before it ended half-way") and include("another txn_app_id"))
    open()
    commit(0, task(0, 1, 2), task(1, 3), task(2, 4))
    open()
    commit(1, task(0, 5))
    server.stream should contain theSameElementsAs Seq(1, 2, 3, 4, 5)
  }

  test("older versions are skipped, older epochs are refused") {
    for (kind <- Seq(WriteJob.Kind.VERSION, WriteJob.Kind.EPOCH)) {
      val setting = new Setting(kind)
      import setting._
      open()
      commit(5, task(0, 1))
      open() shouldBe 5
      val dropped = new TaskCommit(0, null, ModelDriver.digest(Seq(2)))
      if (kind == WriteJob.Kind.VERSION) commit(4, dropped)
      else failure(4, dropped) should include("epoch 5 has been committed already")
      server.stream shouldBe Seq(1)
    }
  }

  test("a writer that goes from one stream to several, or back, is refused, and nothing is written") {
    for ((kind, name, remedy) <- Seq((WriteJob.Kind.EPOCH, "query id", "Start with a new checkpoint"),
        (WriteJob.Kind.VERSION, "txn_app_id 'id'", "Use another txn_app_id"))) {
      val setting = new Setting(kind)
      import setting._
      val one = job
      open()
      job = one.toSeveral
      intercept[IllegalStateException](open()).getMessage shouldBe s"Cannot write to several streams of scope scope: " +
        s"$name has written to one stream alone before, and what it has committed could be written twice. $remedy"
      job = new WriteJob(kind, "other", stream, true, false).toSeveral
      open()
      job = new WriteJob(kind, "other", new StreamId("scope", "another"), true, false)
      intercept[IllegalStateException](open()).getMessage should (startWith(
        "Cannot write to stream scope/another: ") and include("has written to several streams before"))
      server.entries.keySet shouldBe Set(one.ledgerEntry, s"${kind.toString.toLowerCase}/other/scope/*")
    }
  }

  test("an epoch of several streams costs the calls of one stream, and one look at the ledger at its first") {
    val setting = new Setting
    import setting._
    job = job.toSeveral
    open()
    connection.calls shouldBe 3
    open()
    def part(stream: String, row: Int) =
      new TaskCommit(0, stream, server.begin(Seq(row), stream), ModelDriver.digest(Seq(row)))
    commit(0, part("a", 1), part("b", 2))
    (connection.puts, connection.calls) shouldBe ((2, 5))
    server.streams.mapValues(_.toSeq).toMap shouldBe Map("a" -> Seq(1), "b" -> Seq(2))
  }

  test("waiting asks after 1 ms, then ever more slowly") {
    val server = new ModelServer
    val id = server.begin(Seq(1))
    val waits = collection.mutable.Buffer[Long]()
    val connection = new ModelConnection(server, Reliable) {
      override def statuses(ids: java.util.Collection[UUID]) =
        Collections.singletonMap(id, if (waits.size < 12) COMMITTING else COMMITTED)
      override def pause(length: Duration): Unit = waits += length.toNanos / 1000
    }
    new TransactionGroup(connection, false, connection, OutageTimeout)
      .awaitVisible(Collections.singletonList(id), Duration.ofMillis(50))
    waits.take(4) shouldBe Seq(1000, 1500, 2250, 3375)
    waits.last shouldBe 50000
  }

  test("waiting for several asks for the last alone until it is visible") {
    val server = new ModelServer
    val ids = Seq.fill(3)(server.begin(Seq(1)))
    val asked = collection.mutable.Buffer[Seq[UUID]]()
    val connection = new ModelConnection(server, Reliable) {
      override def statuses(those: java.util.Collection[UUID]) = {
        asked += those.asScala.toSeq
        // The second takes longest.
        val committing = Map(ids(0) -> 0, ids(1) -> 4, ids(2) -> 2).filter(_._2 >= asked.size).keySet
        those.asScala.map(id => id -> (if (committing(id)) COMMITTING else COMMITTED)).toMap.asJava
      }
    }
    new TransactionGroup(connection, false, connection, OutageTimeout).awaitVisible(ids.asJava, Duration.ofMillis(50))
    val Seq(first, second, third) = ids
    asked shouldBe Seq(Seq(third), Seq(third), Seq(third), Seq(first, second), Seq(second))
  }
}
