// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.time.Duration
import java.util.{Optional, OptionalInt, OptionalLong}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.{PravegaException, StreamDescription}
import io.pravega.connectors.spark.format.TypedFormat
import io.pravega.connectors.spark.options.StreamCreationOptions
import io.pravega.connectors.spark.read.plan.PravegaOffset
import io.pravega.connectors.spark.read.rows.ReadColumns
import io.pravega.connectors.spark.stream.Cut
import org.apache.spark.SparkFunSuite
import org.apache.spark.sql.connector.read.streaming.Offset
import org.scalatest.matchers.should.Matchers

/** What a query that is a subscriber tells, and when. */
class ReleasedPositionSuite extends SparkFunSuite with Matchers {

  private val retention = description(Optional.of(Duration.ofDays(1)), OptionalLong.empty)

  private def description(time: Optional[Duration], bytes: OptionalLong): StreamDescription =
    new StreamDescription(new StreamCreationOptions(false, false, 1, 2, OptionalInt.empty, OptionalInt.empty, time,
      bytes, OptionalLong.empty), java.util.Set.of())

  private class Query(options: (String, String)*) {
    val stream = new FakeStream(1, 1)
    val clients = new FakeClients(stream)
    clients.description = Optional.of(retention)
    val source: PravegaMicroBatchStream = {
      val all = clients.options(options: _*)
      new PravegaMicroBatchStream(clients, all, new PravegaPartitionReaderFactory(clients, all.connection,
        ReadColumns.all(Optional.empty[TypedFormat], all), Long.MaxValue, true), "no checkpoint")
    }
    val head: Offset = PravegaOffset.of(stream.head)

    def nextBatch(start: Offset): Offset = {
      stream.write(0, 10)
      source.latestOffset(start, source.getDefaultReadLimit)
    }

    def failures: Option[String] = source.metrics(Optional.empty()).asScala.get("releaseFailures")
  }

  private val subscribed = "retention_group" -> "billing"

  private def cuts(offsets: Offset*): Seq[Cut] = offsets.map(_.asInstanceOf[PravegaOffset].cuts.asScala.values.head)

  test("a query releases its start, and then what Spark says is finished, but not what is being read") {
    val query = new Query(subscribed)
    val first = query.nextBatch(query.head)
    query.clients.group.cuts shouldBe cuts(query.head)
    val second = query.nextBatch(first)
    query.clients.group.cuts shouldBe cuts(query.head)
    query.source.commit(first)
    query.clients.group.cuts shouldBe cuts(query.head, first)
    query.source.commit(second)
    query.source.commit(second)
    query.clients.group.cuts shouldBe cuts(query.head, first, second)
    query.failures shouldBe Some("0")
  }

  test("a query that repeats a batch releases its start before it is planned") {
    val query = new Query(subscribed)
    query.stream.write(0, 10)
    query.source.planInputPartitions(query.head, PravegaOffset.of(query.stream.tail))
    query.clients.group.cuts shouldBe cuts(query.head)
  }

  test("a query that is no subscriber tells nothing") {
    val query = new Query()
    query.source.commit(query.nextBatch(query.head))
    query.clients.group.cuts shouldBe empty
    query.failures shouldBe None
  }

  test("while the server has not answered, only the latest position waits") {
    val query = new Query(subscribed)
    query.clients.group.answersAtOnce = false
    val offsets = Iterator.iterate(query.head)(query.nextBatch).slice(1, 5).toSeq
    offsets.foreach(query.source.commit)
    query.clients.group.cuts shouldBe cuts(query.head)
    query.clients.group.released.head._2.complete(null)
    query.clients.group.cuts shouldBe cuts(query.head, offsets.last)
    query.clients.group.released.last._2.complete(null)
    query.clients.group.cuts shouldBe cuts(query.head, offsets.last)
  }

  test("a failure is counted and warned of, and the next position is released all the same") {
    val query = new Query(subscribed)
    query.clients.group.answersAtOnce = false
    val first = query.nextBatch(query.head)
    query.source.commit(first)
    warnings(query.clients.group.released.head._2.completeExceptionally(new PravegaException("Cannot", null))) shouldBe
      Seq("Pravega may keep what a query has read, until it tells again: Cannot")
    query.failures shouldBe Some("1")
    query.clients.group.cuts shouldBe cuts(query.head, first)
  }

  test("a stream without a retention policy is warned of, one with any is not") {
    val none = new Query(subscribed)
    none.clients.description = Optional.of(description(Optional.empty(), OptionalLong.empty))
    warnings(none.nextBatch(none.head)) shouldBe Seq(
      "Stream scope/fake has no retention policy, so Pravega truncates nothing of what retention_group billing has " +
        "read; set one that says how much is kept in any case, such as retention_size_bytes=1g")
    val bySize = new Query(subscribed)
    bySize.clients.description = Optional.of(description(Optional.empty(), OptionalLong.of(1)))
    warnings(bySize.nextBatch(bySize.head)) shouldBe empty
    val byTime = new Query(subscribed)
    warnings(byTime.nextBatch(byTime.head)) shouldBe empty
  }

  private def warnings(body: => Any): Seq[String] = {
    val appender = new LogAppender("warnings of releases")
    withLogAppender(appender, Seq(classOf[ReleasedPosition].getName))(body)
    appender.loggingEvents.map(_.getMessage.getFormattedMessage).toSeq
  }
}
