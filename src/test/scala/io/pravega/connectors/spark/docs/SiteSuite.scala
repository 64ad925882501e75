// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.docs

import java.nio.file.Files

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** The documents hold together, and say of the messages what the sources do. */
class SiteSuite extends AnyFunSuite with Matchers {

  for (document <- Document.all) {
    test(s"no link of $document is dead") {
      val dead = document.links.filterNot { link =>
        val target = document.target(link)
        Files.exists(target) && (!link.contains('#') || Document(target).anchors(link.dropWhile(_ != '#').tail))
      }
      dead shouldBe empty
    }
  }

  for (page <- Document.pages) {
    test(s"$page links to other pages of the site only, so that no link is dead there") {
      page.links.map(page.target).filterNot(_.getParent == page.path.getParent) shouldBe empty
    }
  }

  test("the overview leads to every page") {
    val overview = Document.page("index.md")
    Document.pages.map(_.path).toSet -- overview.links.map(overview.target) shouldBe Set(overview.path)
  }

  test("the README has at most 9 KB") {
    Files.size(Document.readme.path) should be <= 9L * 1024
  }

  private val documented = Document.page("operations.md").marked("messages")

  test("every message that the operations page explains is one of the sources") {
    val unknown = Messages.inTables(documented).filterNot(Messages.fixedParts(_).forall(Messages.sources.contains(_)))
    withClue("Correct or remove these in src/site/markdown/operations.md: ")(unknown shouldBe empty)
  }

  test("the operations page explains every message of the sources") {
    val missing = Messages.inSources.filterNot(Messages.fixedParts(_).forall(documented.contains(_)))
    withClue("Add these to the tables in src/site/markdown/operations.md: ")(missing shouldBe empty)
  }
}
