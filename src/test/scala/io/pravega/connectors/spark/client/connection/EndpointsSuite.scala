// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection

import java.util.concurrent.CompletableFuture

import io.pravega.client.control.impl.CachedPravegaNodeUri
import io.pravega.client.segment.impl.Segment
import io.pravega.common.Timer
import io.pravega.shared.protocol.netty.PravegaNodeUri
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class EndpointsSuite extends AnyFunSuite with Matchers with ConnectionFixture {

  private val one = new PravegaNodeUri("one", 1)
  private val other = new PravegaNodeUri("other", 1)

  private def on(server: PravegaNodeUri): CachedPravegaNodeUri = asked(CompletableFuture.completedFuture(server))

  private def asked(answer: CompletableFuture[PravegaNodeUri]): CachedPravegaNodeUri =
    new CachedPravegaNodeUri(new Timer, answer)

  private def segment(number: Int): Segment = new Segment("s", "a", number)

  test("all segments of a server that is not trusted are forgotten, and none of another's") {
    val endpoints = new Endpoints
    (0 until 4).foreach(i => endpoints.put(segment(i), on(if (i < 3) one else other)))
    endpoints.distrust(one)
    (0 until 3).foreach(i => endpoints.get(segment(i)) shouldBe null)
    endpoints.get(segment(3)).getPravegaNodeUri.join() shouldBe other
  }

  test("what the controller says of such a server afterwards is believed") {
    val endpoints = new Endpoints
    endpoints.put(segment(0), on(one))
    endpoints.distrust(one)
    val anew = on(one)
    endpoints.put(segment(0), anew)
    endpoints.get(segment(0)) shouldBe theSameInstanceAs(anew)
  }

  test("a question is not asked twice at a time, and a failure is no answer") {
    val endpoints = new Endpoints
    val answer = new CompletableFuture[PravegaNodeUri]
    val open = asked(answer)
    endpoints.put(segment(0), open)
    endpoints.get(segment(0)) shouldBe theSameInstanceAs(open)
    answer.completeExceptionally(new IllegalStateException)
    endpoints.get(segment(0)) shouldBe null
  }

  test("the controller's client asks again about every segment of a server that is left") {
    val segments = Seq(newStream(), newStream()).map(stream => s"$scope/$stream/0.#epoch.0")
    def endpoints = segments.map(connection.controller.getEndpointForSegment)
    val first = endpoints
    endpoints.zip(first).foreach { case (again, before) => again shouldBe theSameInstanceAs(before) }
    // A question that is still open would rightly not be asked again.
    first.foreach(_.join())
    connection.leaveSilent(first.head.join())
    endpoints.zip(first).foreach { case (again, before) =>
      again should not be theSameInstanceAs(before)
      again.join() shouldBe before.join()
    }
  }
}
