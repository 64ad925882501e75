// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Paths}

import org.scalatest.funsuite.AnyFunSuite

/** The README's table of options is the declarations' own. */
class OptionTableSuite extends AnyFunSuite {

  test("README.md has the table between <!-- options --> and <!-- /options -->") {
    val file = Paths.get("README.md")
    val readme = if (Files.exists(file)) new String(Files.readAllBytes(file), UTF_8) else ""
    val wanted = s"<!-- options -->\n${OptionTable.markdown}\n<!-- /options -->"
    assert(readme.contains(wanted), s"\nPaste this into README.md:\n\n$wanted\n")
  }
}
