// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.group

import java.util.concurrent.ExecutionException

import scala.collection.JavaConverters._

import io.pravega.client.admin.ReaderGroupManager
import io.pravega.client.stream.{ReaderGroupConfig, Stream}
import io.pravega.client.stream.ReaderGroupConfig.StreamDataRetention
import io.pravega.connectors.spark.client.{ClientFixture, PravegaException}
import io.pravega.connectors.spark.stream.Cut
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class RemoteConsumptionGroupSuite extends AnyFunSuite with ClientFixture with Matchers {

  private lazy val groups: ReaderGroupManager =
    closedAfterAll(ReaderGroupManager.withScope(scope, clientConfig))(_.close())

  private def subscribers(stream: String): Seq[String] =
    controllerClient.listSubscribers(scope, stream).join().asScala.toSeq

  private def tail(stream: String): Cut = Cut.parse(tailCut(stream))

  private def createGroup(name: String, stream: String, retention: StreamDataRetention): Unit =
    groups.createReaderGroup(name,
      ReaderGroupConfig.builder.stream(Stream.of(scope, stream)).retentionType(retention).build)

  test("a group is created once, makes a subscriber, and takes positions that go forward") {
    val stream = newStream(segments = 2)
    subscribers(stream) shouldBe empty
    client.consumptionGroup(id(stream), "forward").release(tail(stream)).get
    subscribers(stream) shouldBe Seq(s"$scope/forward")
    val early = tail(stream)
    writeKeyed(stream, (1 to 20).map(i => s"k$i" -> s"e$i"): _*)
    scaleTo(stream, 1)
    val again = client.consumptionGroup(id(stream), "forward")
    again.release(tail(stream)).get
    again.release(tail(stream)).get
    val backwards = intercept[ExecutionException](again.release(early).get).getCause
    backwards shouldBe a[PravegaException]
    backwards.getMessage should (startWith(s"Cannot release stream $scope/$stream up to ") and
      endWith("the group released a later position before; what lies between the two may be truncated any time"))
  }

  test("a group is seen and deleted with Pravega's own client, and then no subscriber is left") {
    val stream = newStream()
    val group = client.consumptionGroup(id(stream), "deleted")
    val seen = groups.getReaderGroup("deleted")
    try seen.getStreamNames.asScala shouldBe Set(s"$scope/$stream") finally seen.close()
    groups.deleteReaderGroup("deleted")
    subscribers(stream) shouldBe empty
    intercept[ExecutionException](group.release(tail(stream)).get).getCause.getMessage should
      endWith("the group was deleted")
    // Created again by whoever starts next, it serves the first one, too.
    client.consumptionGroup(id(stream), "deleted")
    group.release(tail(stream)).get
    subscribers(stream) shouldBe Seq(s"$scope/deleted")
  }

  test("groups of another kind are refused and left as they are") {
    val (stream, other) = (newStream(), newStream())
    for (kind <- Seq(StreamDataRetention.NONE, StreamDataRetention.AUTOMATIC_RELEASE_AT_LAST_CHECKPOINT)) {
      val name = kind.name.take(4)
      createGroup(name, stream, kind)
      the[IllegalArgumentException] thrownBy client.consumptionGroup(id(stream), name) should have message
        s"Cannot use retention_group $name with stream $scope/$stream: a reader group of this name exists, and its " +
        s"retention is $kind instead of MANUAL_RELEASE_AT_USER_STREAMCUT; choose another name"
    }
    createGroup("others", other, StreamDataRetention.MANUAL_RELEASE_AT_USER_STREAMCUT)
    the[IllegalArgumentException] thrownBy client.consumptionGroup(id(stream), "others") should have message
      s"Cannot use retention_group others with stream $scope/$stream: a reader group of this name exists, and is one " +
      s"of [$scope/$other]; choose another name"
    subscribers(stream) shouldBe Seq(s"$scope/AUTO")
  }

  test("a stream that does not exist has no group") {
    the[PravegaException] thrownBy client.consumptionGroup(id("nothing"), "none") should have message
      s"Cannot use retention_group none with stream $scope/nothing: it does not exist"
  }
}
