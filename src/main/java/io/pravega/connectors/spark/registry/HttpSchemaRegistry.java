// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import static java.net.HttpURLConnection.HTTP_BAD_REQUEST;
import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_CREATED;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_OK;

import com.google.gson.JsonParseException;
import io.pravega.connectors.spark.client.RefusedException;
import io.pravega.connectors.spark.options.RegistryOptions;
import io.pravega.connectors.spark.registry.RegistryHttp.Answer;
import io.pravega.connectors.spark.registry.RegistryHttp.Question;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** A group of schemas in a registry 0.6, through the first version of its REST interface. */
final class HttpSchemaRegistry implements SchemaRegistry {

    private static final String GET = "GET";
    private static final String POST = "POST";
    private static final String GROUPS = "/v1/groups";
    private static final int HTTP_EXPECTATION_FAILED = 417;

    private final RegistryHttp http;
    private final String group;
    private final String groupPath;
    private final String namespaceQuery;
    private final String shownGroup;

    HttpSchemaRegistry(RegistryOptions options, RegistryHttp http) {
        this.http = http;
        group = options.group();
        groupPath = GROUPS + "/" + encode(options.group());
        namespaceQuery = "?namespace=" + encode(options.namespace());
        shownGroup = options.namespace() + "/" + options.group();
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public Encoding encoding(int id) {
        Question question = new Question("read encoding %d of group %s".formatted(id, shownGroup), GET,
                groupPath + "/encodings/" + id + namespaceQuery, null);
        Answer answer = http.ask(question);
        return switch (answer.status()) {
            case HTTP_OK -> understood(question, answer, RegistryJson::encoding);
            case HTTP_NOT_FOUND -> throw http.refusal(question, answer, () -> "it has no such group or encoding; "
                    + "options schema_registry and schema_group say where to look");
            default -> throw http.notUnderstood(question, answer);
        };
    }

    @Override
    public Optional<EventSchema> latest() {
        Question question = new Question("read the latest schema of group " + shownGroup, GET,
                groupPath + "/schemas" + namespaceQuery, null);
        Answer answer = http.ask(question);
        return switch (answer.status()) {
            case HTTP_OK -> understood(question, answer, RegistryJson::latest);
            case HTTP_NOT_FOUND -> Optional.empty();
            default -> throw http.notUnderstood(question, answer);
        };
    }

    @Override
    public SchemaVersion register(EventSchema schema) {
        return add(schema).orElseGet(() -> {
            createGroup(schema.format());
            return add(schema).orElseThrow(() -> new RefusedException(
                    "Cannot register a schema in group %s: somebody has removed the group".formatted(shownGroup),
                    null));
        });
    }

    /** Returns empty if there is no such group. */
    private Optional<SchemaVersion> add(EventSchema schema) {
        Question question = new Question("register the %s schema of type '%s' in group %s".formatted(
                schema.format().label(), schema.type(), shownGroup), POST, groupPath + "/schemas" + namespaceQuery,
                RegistryJson.ofSchema(schema));
        Answer answer = http.ask(question);
        return switch (answer.status()) {
            case HTTP_CREATED -> Optional.of(understood(question, answer, RegistryJson::version));
            case HTTP_CONFLICT -> throw http.refusal(question, answer,
                    () -> "it is not compatible with those that the group has, by the group's policy");
            case HTTP_EXPECTATION_FAILED -> throw http.refusal(question, answer,
                    () -> "the group has schemas of another format");
            case HTTP_BAD_REQUEST -> throw http.refusal(question, answer, () -> "the registry does not understand it");
            case HTTP_NOT_FOUND -> Optional.empty();
            default -> throw http.notUnderstood(question, answer);
        };
    }

    private void createGroup(SchemaFormat format) {
        Question question = new Question("create group " + shownGroup, POST, GROUPS + namespaceQuery,
                RegistryJson.ofNewGroup(group, format));
        Answer answer = http.ask(question);
        if (answer.status() != HTTP_CREATED && answer.status() != HTTP_CONFLICT) {
            throw http.notUnderstood(question, answer);
        }
    }

    @Override
    public Optional<SchemaVersion> find(EventSchema schema) {
        Question question = new Question("find the %s schema of type '%s' in group %s".formatted(
                schema.format().label(), schema.type(), shownGroup), POST,
                groupPath + "/schemas/versions/find" + namespaceQuery, RegistryJson.ofSchema(schema));
        Answer answer = http.ask(question);
        return switch (answer.status()) {
            case HTTP_OK -> Optional.of(understood(question, answer, RegistryJson::version));
            case HTTP_NOT_FOUND -> Optional.empty();
            default -> throw http.notUnderstood(question, answer);
        };
    }

    @Override
    public int encodingId(SchemaVersion version) {
        Question question = new Question(
                "make an encoding of schema %d of group %s".formatted(version.id(), shownGroup), "PUT",
                groupPath + "/encodings" + namespaceQuery, RegistryJson.ofUncompressed(version));
        Answer answer = http.ask(question);
        return switch (answer.status()) {
            case HTTP_OK -> understood(question, answer, RegistryJson::encodingId);
            case HTTP_NOT_FOUND -> throw http.refusal(question, answer,
                    () -> "it has no such group or schema any more");
            default -> throw http.notUnderstood(question, answer);
        };
    }

    private <T> T understood(Question question, Answer answer, Function<String, T> parser) {
        try {
            return parser.apply(answer.text());
        } catch (JsonParseException | IllegalStateException | NullPointerException | NumberFormatException
                | UnsupportedOperationException | ClassCastException e) {
            throw http.notUnderstood(question, answer);
        }
    }
}
