// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.docs.Document
import io.pravega.connectors.spark.options.ConfigOption.Group
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** The documents' tables of options are the declarations' own. */
class OptionTableSuite extends AnyFunSuite with Matchers {

  private val options = PravegaOptions.all.asScala

  test("the page of options has them between <!-- options --> and <!-- /options -->") {
    val wanted = Group.values.map(table).mkString("\n\n")
    withClue(s"\nPaste this into src/site/markdown/options.md:\n\n$wanted\n\n") {
      Document.page("options.md").marked("options") == wanted shouldBe true
    }
  }

  test("the README's options of every day are options, with their defaults") {
    val rows = Document.readme.marked("everyday options").linesIterator.drop(2).toSeq
    rows should have size 10
    for (row <- rows) {
      val Array(_, name, default, _) = row.split('|').map(_.trim.stripPrefix("`").stripSuffix("`"))
      val option = options.find(_.name == name)
      withClue(row)(option should not be empty)
      option.get.defaultText.stripPrefix("`").stripSuffix("`") shouldBe default
    }
  }

  private def table(group: Group): String =
    s"**${group.title}**\n\n| option | default | what it does |\n|---|---|---|\n" +
      options.filter(_.group == group).map(row).mkString("\n")

  private def row(option: ConfigOption[_]): String = {
    val names = (option.name +: option.aliases.asScala).map(name => s"`$name`").mkString(", ")
    val outside = if (!option.property.isPresent) ""
    else s" Also system property `${option.property.get}`, environment `${option.variable.get}`."
    s"| $names | ${option.defaultText} | ${option.doc}$outside |"
  }
}
