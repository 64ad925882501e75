// SPDX-License-Identifier: Apache-2.0
package org.apache.spark.sql.protobuf

import scala.util.control.NonFatal

import org.apache.spark.sql.catalyst.expressions.{ExpectsInputTypes, Expression, UnaryExpression}
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback
import org.apache.spark.sql.types.{AbstractDataType, BinaryType, DataType}

/**
 * Spark 3.5's parser of Protobuf, which takes descriptors as bytes, over the module of Spark 3.4, which takes the name
 * of a file: Maven Central serves no newer one to this build. It stands in the place of the older one.
 */
case class ProtobufDataToCatalyst(child: Expression, messageName: String,
    binaryFileDescriptorSet: Option[Array[Byte]], options: Map[String, String])
  extends UnaryExpression with ExpectsInputTypes with CodegenFallback {

  private lazy val messages = new Messages(messageName, binaryFileDescriptorSet.get, options)

  override def inputTypes: Seq[AbstractDataType] = Seq(BinaryType)

  override lazy val dataType: DataType = messages.`type`()

  override def nullable: Boolean = true

  override def nullSafeEval(event: Any): Any =
    try messages.row(event.asInstanceOf[Array[Byte]])
    catch { case NonFatal(_) if options.get("mode").contains("PERMISSIVE") => null }

  override protected def withNewChildInternal(newChild: Expression): Expression = copy(child = newChild)
}
