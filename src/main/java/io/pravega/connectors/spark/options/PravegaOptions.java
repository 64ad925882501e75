// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import static io.pravega.connectors.spark.options.ConfigOption.Group.CONNECTION;
import static io.pravega.connectors.spark.options.ConfigOption.Group.READING;
import static io.pravega.connectors.spark.options.ConfigOption.Group.STREAM_CREATION;
import static io.pravega.connectors.spark.options.ConfigOption.Group.WRITING;

import io.pravega.connectors.spark.options.ConfigOption.Group;
import io.pravega.connectors.spark.stream.ReadPoint;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The declarations of all options. Names and defaults are those of the older connector, where it had the option. */
final class PravegaOptions {

    /** What Spark's session configuration puts in front of an option's name. */
    static final String SESSION_PREFIX = "spark.datasource.pravega";

    // Above the options, which register themselves.
    private static final List<ConfigOption<?>> ALL = new ArrayList<>();

    static final ConfigOption<URI> CONTROLLER =
            option("controller", CONNECTION, ControllerUri.type())
                    .defaultValue("tcp://localhost:9090").property("pravega.controller.uri")
                    .register("Where Pravega's controllers listen: `scheme://host:port`, more hosts after commas; "
                            + "the schemes `tls`, `ssl` and `pravegas` encrypt, `pravega` discovers further "
                            + "controllers.");

    static final ConfigOption<String> SCOPE =
            option("scope", CONNECTION, ValueType.pravegaName())
                    .defaultDescription("required").property("pravega.scope")
                    .register("The scope of each stream that has none in its name.");

    static final ConfigOption<List<String>> STREAM =
            option("stream", CONNECTION, ValueType.streamNames())
                    .defaultDescription("required")
                    .register("The stream to read or to write, or several with commas between them; a name may have "
                            + "its scope in front: `plant/sensors`. Not needed with `stream_pattern`, "
                            + "`metadata=Streams` and `metadata=CommitLedger`.");

    static final ConfigOption<String> STREAM_PATTERN =
            option("stream_pattern", CONNECTION, ValueType.regularExpression())
                    .defaultDescription("none")
                    .register("In place of `stream`, a regular expression: all streams of the scope whose whole names "
                            + "match it.");

    static final ConfigOption<String> TRUST_STORE =
            option("trust_store", CONNECTION, ValueType.text("the path of a PEM file"))
                    .defaultDescription("the JVM's").property("pravega.trust.store")
                    .register("A PEM file with the certificate of the authority that vouches for the servers, at the "
                            + "same path on driver and executors.");

    static final ConfigOption<Boolean> VALIDATE_HOST_NAME =
            option("validate_host_name", CONNECTION, ValueType.trueOrFalse())
                    .defaultValue("true").property("pravega.validate.host.name")
                    .register("Whether a segment store's certificate has to be made out to the host that was called; "
                            + "a controller's always has to.");

    static final ConfigOption<String> AUTH_USER =
            option("auth_user", CONNECTION, ValueType.text("a user's name"))
                    .defaultDescription("none").property("pravega.auth.user")
                    .register("The user to log in as, with `auth_password`; without any `auth_…` option, Pravega's "
                            + "own `pravega.client.auth.*` properties and `pravega_client_auth_*` variables hold.");

    static final ConfigOption<Secret> AUTH_PASSWORD =
            option("auth_password", CONNECTION, ValueType.password())
                    .defaultDescription("none").property("pravega.auth.password")
                    .register("The password of `auth_user`.");

    static final ConfigOption<Secret> AUTH_TOKEN =
            option("auth_token", CONNECTION, ValueType.token())
                    .defaultDescription("none").property("pravega.auth.token")
                    .register("A bearer token to log in with.");

    static final ConfigOption<String> AUTH_TOKEN_FILE =
            option("auth_token_file", CONNECTION, ValueType.text("the path of a file with a token"))
                    .defaultDescription("none").property("pravega.auth.token.file")
                    .register("A file that holds a bearer token and may be renewed while queries run, at the same "
                            + "path on driver and executors.");

    static final ConfigOption<String> AUTH_CREDENTIALS_CLASS =
            option("auth_credentials_class", CONNECTION, ValueType.className())
                    .defaultDescription("none").property("pravega.auth.credentials.class")
                    .register("A class on the class path of driver and executors that implements Pravega's interface "
                            + "`Credentials`.");

    static final ConfigOption<Duration> SERVICE_OUTAGE_TIMEOUT =
            option("service_outage_timeout", CONNECTION, NumberTypes.time("1s"))
                    .defaultValue("10m")
                    .register("How long reading, planning, writing and committing wait for a controller or segment "
                            + "store that is away, such as `30s` or `10m`; then they fail.");

    static final ConfigOption<URI> SCHEMA_REGISTRY =
            option("schema_registry", CONNECTION, RegistryUri.type())
                    .defaultDescription("none")
                    .register("Where Pravega's schema registry is, `http://host:port` or `https://host:port`: events "
                            + "in `json` and `avro` then name their schema in a header; trust store, credentials and "
                            + "outage timeout are the connection's.");

    static final ConfigOption<String> SCHEMA_GROUP =
            option("schema_group", CONNECTION, ValueType.text("the name of a group"))
                    .defaultDescription("the stream's name")
                    .register("The group of schemas in the registry; its namespace is the scope.");

    static final ConfigOption<Boolean> STRIP_SCHEMA_HEADER =
            option("strip_schema_header", READING, ValueType.trueOrFalse())
                    .defaultValue("false")
                    .register("Whether events of `event_format=binary` are given without the registry's header; what "
                            + "it says is in further [hidden columns](#columns).");

    static final ConfigOption<MetadataKind> METADATA =
            option("metadata", READING, ValueType.oneOf(MetadataKind.class))
                    .defaultDescription("events are read")
                    .register("`Streams` reads the names of the scope's streams, `CommitLedger` what queries have "
                            + "committed to them, `StreamInfo`, `Segments` and `Transactions` what the server tells "
                            + "of the stream.");

    static final ConfigOption<ReadPoint> START_STREAM_CUT =
            option("start_stream_cut", READING, ValueType.of("earliest, latest, unbounded or a stream cut",
                    text -> Optional.of(ReadPoint.parse(text))))
                    .defaultDescription("`earliest` in batch, `latest` in streaming")
                    .register("Where reading starts: `earliest` (or `unbounded`), `latest` or a [stream "
                            + "cut](#stream-cuts) in either form; a streaming query that has a checkpoint goes on "
                            + "from there instead.");

    static final ConfigOption<ReadPoint> END_STREAM_CUT =
            option("end_stream_cut", READING, ValueType.of("latest, unbounded or a stream cut",
                    text -> Optional.of(ReadPoint.parse(text)).filter(ReadPoint::isEnd)))
                    .defaultDescription("`latest` in batch, `unbounded` in streaming")
                    .register("Where reading ends: `latest`, `unbounded` or a [stream cut](#stream-cuts) in either "
                            + "form.");

    static {
        ALL.addAll(TimeOptions.ofReading());
    }

    static final ConfigOption<Long> MAX_BYTES_PER_TRIGGER =
            option("max_bytes_per_trigger", READING, NumberTypes.size("1"))
                    .alias("approx_bytes_per_trigger")
                    .defaultDescription("no limit")
                    .register("About how much a micro-batch reads at most, such as `64m` or `1g`; a plain number is "
                            + "bytes.");

    static final ConfigOption<Long> MIN_BYTES_PER_TRIGGER =
            option("min_bytes_per_trigger", READING, NumberTypes.size("1"))
                    .defaultDescription("does not wait")
                    .register("How much has to be there before a micro-batch starts, for at most "
                            + "`max_trigger_delay`; the last of a segment is not kept waiting.");

    static final ConfigOption<Duration> MAX_TRIGGER_DELAY =
            option("max_trigger_delay", READING, NumberTypes.time("1ms"))
                    .defaultValue("15m")
                    .register("How long a micro-batch waits for `min_bytes_per_trigger`, such as `30s` or `5m`; a "
                            + "plain number is milliseconds.");

    static final ConfigOption<Integer> MAX_PARTITIONS =
            option("max_partitions", READING, NumberTypes.integer(1))
                    .defaultDescription("by the cluster's parallelism")
                    .register("Into how many partitions a batch or micro-batch is cut at most; by default, into more "
                            + "than the cluster has cores when each has more than 128 MB to read. A segment is not "
                            + "cut.");

    static final ConfigOption<Boolean> FAIL_ON_DATA_LOSS =
            option("fail_on_data_loss", READING, ValueType.trueOrFalse())
                    .alias("failOnDataLoss")
                    .defaultValue("true")
                    .register("Whether a query fails when events it should read are gone; with `false` it goes on at "
                            + "the earliest event there is and warns of what it skipped.");

    static final ConfigOption<String> RETENTION_GROUP =
            option("retention_group", READING, ValueType.userName())
                    .defaultDescription("none")
                    .register("The name of a subscriber: a streaming query tells Pravega under it what it has read, "
                            + "and Pravega keeps the rest, within the stream's retention policy.");

    static final ConfigOption<Duration> STREAM_DISCOVERY_INTERVAL =
            option("stream_discovery_interval", READING, NumberTypes.time("1ms"))
                    .defaultValue("60s")
                    .register("How often a streaming query with `stream_pattern` looks for new streams; it reads each "
                            + "from its head on.");

    static final ConfigOption<FormatName> EVENT_FORMAT =
            option("event_format", READING, ValueType.oneOf(FormatName.class))
                    .defaultValue("binary")
                    .register("What an event is: `binary` and `text` are one column; `json`, `csv`, `avro` and "
                            + "`protobuf` have the columns of the schema, and all other options of Spark's own parser, "
                            + "such as `timestampFormat`, `sep` or `avroSchema`, by their own names.");

    static final ConfigOption<ParseMode> MODE =
            option("mode", READING, ValueType.oneOf(ParseMode.class))
                    .defaultValue("PERMISSIVE")
                    .register("What becomes of an event that does not parse: with `PERMISSIVE` its columns are null, "
                            + "but for those that could be read; with `DROPMALFORMED` it is left out; with `FAILFAST` "
                            + "the query fails.");

    static final ConfigOption<String> CORRUPT_COLUMN =
            option("columnNameOfCorruptRecord", READING, ValueType.text("the name of a column"))
                    .defaultDescription("`spark.sql.columnNameOfCorruptRecord`")
                    .register("The string column that receives events that do not parse, in `json` and `csv`, if the "
                            + "schema has it.");

    static final ConfigOption<Boolean> EXACTLY_ONCE =
            option("exactly_once", WRITING, ValueType.trueOrFalse())
                    .defaultValue("true")
                    .register("Whether to write in transactions, exactly once; with `false`, at least once.");

    static final ConfigOption<Boolean> COMMIT_LEDGER =
            option("commit_ledger", WRITING, ValueType.trueOrFalse())
                    .defaultValue("true")
                    .register("Whether to note each commit in a key-value table of the scope; without it, a driver "
                            + "that dies while it commits may write a micro-batch twice.");

    static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
            option("transaction_timeout_ms", WRITING, NumberTypes.time("10s"))
                    .defaultValue("120s")
                    .register("How long Pravega keeps a transaction whose writer has died, at least `10s`; the "
                            + "default is lowered where the server allows less.");

    static final ConfigOption<Boolean> READ_AFTER_WRITE_CONSISTENCY =
            option("read_after_write_consistency", WRITING, ValueType.trueOrFalse())
                    .defaultValue("true")
                    .register("Whether a commit lasts until every reader sees its events.");

    static final ConfigOption<Duration> STATUS_POLL_INTERVAL =
            option("transaction_status_poll_interval_ms", WRITING, NumberTypes.time("1ms"))
                    .defaultValue("50ms")
                    .register("The longest pause between two looks at a transaction that is being committed.");

    static final ConfigOption<String> TXN_APP_ID =
            option("txn_app_id", WRITING, ValueType.text("a name"))
                    .alias("txnAppId")
                    .defaultDescription("none")
                    .register("With `txn_version`, makes a batch write happen once however often it is run: names "
                            + "whoever writes.");

    static final ConfigOption<Long> TXN_VERSION =
            option("txn_version", WRITING, NumberTypes.longInteger(0))
                    .alias("txnVersion")
                    .defaultDescription("none")
                    .register("The number of the batch; one that is not greater than the last written under "
                            + "`txn_app_id` is skipped.");

    static final ConfigOption<Boolean> DISTRIBUTE_BY_ROUTING_KEY =
            option("distribute_by_routing_key", WRITING, ValueType.trueOrFalse())
                    .defaultValue("false")
                    .register("Whether Spark brings the rows of each routing key to one task before they are written, "
                            + "sorted there by event time if they have one; costs a shuffle.");

    static {
        ALL.addAll(TimeOptions.ofWriting());
    }

    static final ConfigOption<String> ROUTING_KEY_COLUMN =
            option("routing_key_column", WRITING, ValueType.text("the name of a column"))
                    .defaultDescription("none")
                    .register("With `event_format`, the column whose value, as a string, is the routing key.");

    static final ConfigOption<Boolean> ROUTING_KEY_IN_EVENT =
            option("routing_key_in_event", WRITING, ValueType.trueOrFalse())
                    .defaultValue("true")
                    .register("Whether `routing_key_column` is part of the event, too.");

    static final ConfigOption<Boolean> SCHEMA_REGISTER =
            option("schema_register", WRITING, ValueType.trueOrFalse())
                    .defaultValue("true")
                    .register("Whether a schema that `schema_registry` does not have is registered, and its group "
                            + "made; with `false`, rows are written with the group's latest schema or with "
                            + "`avroSchema`.");

    static final ConfigOption<Boolean> ALLOW_CREATE_SCOPE =
            option("allow_create_scope", STREAM_CREATION, ValueType.trueOrFalse())
                    .defaultValue("true")
                    .register("Whether a sink creates a scope that does not exist.");

    static final ConfigOption<Boolean> ALLOW_CREATE_STREAM =
            option("allow_create_stream", STREAM_CREATION, ValueType.trueOrFalse())
                    .defaultValue("true")
                    .register("Whether a sink creates a stream that does not exist.");

    static final ConfigOption<Integer> NUM_SEGMENTS =
            option("default_num_segments", STREAM_CREATION, NumberTypes.integer(1))
                    .alias("num_segments")
                    .defaultValue("1")
                    .register("How many segments the stream starts with and never falls below.");

    static final ConfigOption<Integer> SCALE_FACTOR =
            option("default_scale_factor", STREAM_CREATION, NumberTypes.integer(2))
                    .alias("scale_factor")
                    .defaultValue("2")
                    .register("Into how many a segment splits when its rate is above the target; of effect with a "
                            + "target rate only.");

    static final ConfigOption<Long> TARGET_RATE_BYTES =
            option("default_segment_target_rate_bytes_per_sec", STREAM_CREATION, NumberTypes.size("1k", "2047g"))
                    .alias("segment_target_rate_bytes_per_sec")
                    .defaultDescription("does not scale")
                    .register("The rate above which a segment is split and far below which it is merged, such as "
                            + "`10m`; counts in whole kilobytes.");

    static final ConfigOption<Integer> TARGET_RATE_EVENTS =
            option("default_segment_target_rate_events_per_sec", STREAM_CREATION, NumberTypes.integer(1))
                    .alias("segment_target_rate_events_per_sec")
                    .defaultDescription("does not scale")
                    .register("The same in events per second; only one of the two can be set.");

    static final ConfigOption<Duration> RETENTION_TIME =
            option("default_retention_duration_milliseconds", STREAM_CREATION, NumberTypes.time("1ms"))
                    .alias("retention_duration_milliseconds")
                    .defaultDescription("for ever")
                    .register("How long Pravega keeps events, such as `7d`.");

    static final ConfigOption<Long> RETENTION_BYTES =
            option("default_retention_size_bytes", STREAM_CREATION, NumberTypes.size("1"))
                    .alias("retention_size_bytes")
                    .defaultDescription("without bounds")
                    .register("How much of the stream Pravega keeps, such as `100g`; only one of the two can be set.");

    static final ConfigOption<Long> ROLLOVER_BYTES =
            option("default_rollover_size_bytes", STREAM_CREATION, NumberTypes.size("1"))
                    .alias("rollover_size_bytes")
                    .defaultDescription("the server's")
                    .register("The size at which Pravega begins a new chunk of a segment in long-term storage; it "
                            + "truncates whole chunks.");

    private PravegaOptions() {
    }

    private static <T> ConfigOption.Builder<T> option(String name, Group group, ValueType<T> type) {
        return new ConfigOption.Builder<>(name, group, type, ALL::add);
    }

    /** Tells whether an option has this name, in whatever case. */
    static boolean isOption(String name) {
        return ALL.stream().flatMap(ConfigOption::names).anyMatch(name::equalsIgnoreCase);
    }

    /** Returns all options, in the order of the documents. */
    static List<ConfigOption<?>> all() {
        return Collections.unmodifiableList(ALL);
    }
}
