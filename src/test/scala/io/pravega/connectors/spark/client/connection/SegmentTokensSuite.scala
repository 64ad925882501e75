// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection

import java.nio.charset.StandardCharsets.UTF_8
import java.time.Duration
import java.util.Base64
import java.util.concurrent.{CompletableFuture, CompletionException}
import java.util.concurrent.TimeUnit.SECONDS

import io.pravega.connectors.spark.client.Clock
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class SegmentTokensSuite extends AnyFunSuite with Matchers {

  /** Answers like a controller, but only when it is told to. */
  private class Fixture extends Clock {
    private var seconds = 0L
    private var answers = Vector.empty[CompletableFuture[String]]

    val tokens = new SegmentTokens(() => {
      val answer = new CompletableFuture[String]
      answers :+= answer
      answer
    }, this)

    def asked: Int = answers.size
    def answer(token: String): Unit = answers.last.complete(token)
    def answerFailure(): Unit = answers.last.completeExceptionally(new IllegalStateException("no controller"))
    def pass(more: Long): Unit = seconds += more

    override def nanoTime: Long = SECONDS.toNanos(seconds)
    override def currentTimeMillis: Long = throw new AssertionError("the time of day says nothing of a token")
    override def pause(length: Duration): Unit = throw new AssertionError("there is nothing to wait for")
  }

  /** A token that was made in 2001, by the clock of the controller. */
  private def token(lives: Long): String = tokenOf(s"""{"sub":"x","iat":1000000000,"exp":${1000000000 + lives}}""")

  private def tokenOf(body: String): String =
    s"e30.${Base64.getUrlEncoder.withoutPadding.encodeToString(body.getBytes(UTF_8))}.signature"

  test("a token is renewed some seconds before it has lived as long as it says, whatever the time of day is") {
    val fixture = new Fixture
    import fixture._
    val first = tokens.retrieveToken()
    pass(3)
    answer(token(lives = 60))
    first.join() shouldBe token(lives = 60)
    // It counts from when it was asked for.
    pass(51)
    tokens.retrieveToken().join() shouldBe token(lives = 60)
    asked shouldBe 1
    pass(1)
    val second = tokens.retrieveToken()
    asked shouldBe 2
    second shouldNot be(Symbol("done"))
    answer(token(lives = 61))
    second.join() shouldBe token(lives = 61)
  }

  test("a token that lives for seconds only is used for half of them") {
    val fixture = new Fixture
    import fixture._
    tokens.retrieveToken()
    answer(token(lives = 4))
    pass(1)
    tokens.retrieveToken().join() shouldBe token(lives = 4)
    pass(1)
    tokens.retrieveToken()
    asked shouldBe 2
  }

  test("an empty token is kept, whatever servers do: there is no authentication") {
    val fixture = new Fixture
    import fixture._
    tokens.retrieveToken()
    answer("")
    pass(100000000)
    tokens.signalTokenExpired()
    tokens.retrieveToken().join() shouldBe ""
    asked shouldBe 1
  }

  test("a token that lives longer than anybody counts is renewed after a year") {
    val fixture = new Fixture
    import fixture._
    tokens.retrieveToken()
    answer(token(lives = Long.MaxValue / 2))
    pass(365 * 24 * 3600 - 6)
    tokens.retrieveToken()
    asked shouldBe 1
    pass(1)
    tokens.retrieveToken()
    asked shouldBe 2
  }

  for ((what, text) <- Seq("without an end" -> tokenOf("""{"iat":1000000000}"""),
      "that does not say when it was made" -> tokenOf("""{"exp":1000000000}"""), "of another kind" -> "a.b.c",
      "with other claims" -> tokenOf("[]"), "whose end is no number" -> tokenOf("""{"iat":1,"exp":"soon"}"""),
      "whose end is null" -> tokenOf("""{"iat":1,"exp":null}"""))) {
    test(s"a token $what is used until a store refuses it") {
      val fixture = new Fixture
      import fixture._
      tokens.retrieveToken()
      answer(text)
      pass(100000000)
      tokens.retrieveToken().join() shouldBe text
      asked shouldBe 1
      tokens.signalTokenExpired()
      val renewed = tokens.retrieveToken()
      asked shouldBe 2
      answer("renewed")
      renewed.join() shouldBe "renewed"
    }
  }

  test("callers that come together wait for one answer, also when one of them tells that a store has refused") {
    val fixture = new Fixture
    import fixture._
    val waiting = Seq.fill(3)(tokens.retrieveToken())
    tokens.signalTokenExpired()
    val another = tokens.retrieveToken()
    asked shouldBe 1
    answer(token(lives = 60))
    (waiting :+ another).map(_.join()).distinct shouldBe Seq(token(lives = 60))
  }

  test("a failure is told to those who wait, and the next caller asks again") {
    val fixture = new Fixture
    import fixture._
    val failed = tokens.retrieveToken()
    answerFailure()
    a[CompletionException] should be thrownBy failed.join()
    val next = tokens.retrieveToken()
    answer(token(lives = 60))
    next.join() shouldBe token(lives = 60)
  }

  test("a controller client that throws leaves nobody waiting") {
    val tokens = new SegmentTokens(() => throw new IllegalStateException("closed"), Clock.SYSTEM)
    for (_ <- 1 to 2) a[CompletionException] should be thrownBy tokens.retrieveToken().join()
  }
}
