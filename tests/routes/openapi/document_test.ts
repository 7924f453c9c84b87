import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import { z } from "zod";
import { openApiDocument, openApiPath } from "../../../routes/openapi/document.ts";
import { SchemaTable } from "../../../routes/openapi/schemas.ts";
import { testDatabase } from "../../database.ts";
import { startApp } from "../harness.ts";
import { apiRoutes } from "./api_routes.ts";
import { schemaChecker } from "./schema_checker.ts";

const { sql } = await testDatabase();
const server = await startApp(sql);
Deno.test.afterAll(() => server.close());

// deno-lint-ignore no-explicit-any
type Json = Record<string, any>;

const document: Json = JSON.parse(JSON.stringify(openApiDocument(server.app.routes)));
const operations = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
  Object.entries<Json>(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const)
);

Deno.test("/openapi.json describes every endpoint that the program has, and no other", () => {
  const existing = apiRoutes(server.app).map(({ method, path }) => `${method} ${openApiPath(path)}`);
  assert.deepEqual(operations.map(([name]) => name).sort(), [...new Set(existing)].sort());
});

Deno.test("/openapi.json is valid OpenAPI 3.1", async () => {
  const served = await (await server.request("/openapi.json")).json();
  assert.deepEqual(served, document);
  const { valid, errors } = await new Validator().validate(served);
  assert.ok(valid, JSON.stringify(errors, null, 2));
});

Deno.test("each operation has a camelCase id of its own, a tag that is described, and a summary", () => {
  const ids = operations.map(([, { operationId }]) => operationId);
  assert.equal(new Set(ids).size, ids.length);
  const tags = document.tags.map(({ name }: { name: string }) => name);
  for (const [name, { operationId, tags: own, summary }] of operations) {
    assert.match(operationId, /^[a-z]+([A-Z][a-z]*|\d)*$/, name);
    assert.ok(tags.includes(own[0]), name);
    assert.ok(summary.length > 5 && !summary.endsWith("."), `${name}: ${summary}`);
  }
});

Deno.test("each parameter, body and answer has an example that its schema allows", () => {
  const check = schemaChecker(document);
  let checked = 0;
  const example = (place: string, { schema, example }: Json) => {
    if (Object.keys(schema).length === 0) return; // bytes
    assert.notEqual(example, undefined, `${place} has no example`);
    assert.equal(check(schema, example), null, place);
    checked++;
  };
  const contents = (place: string, content: Json = {}) => {
    for (const [type, media] of Object.entries(content)) example(`${place} ${type}`, media);
  };
  for (const [name, { parameters, requestBody, responses }] of operations) {
    for (const parameter of parameters) {
      example(`${name} ${parameter.name}`, parameter);
      assert.ok(parameter.description, `${name} ${parameter.name} has no description`);
    }
    contents(name, requestBody?.content);
    for (const [status, response] of Object.entries<Json>(responses)) {
      contents(`${name} ${status}`, response.content);
      for (const [header, value] of Object.entries<Json>(response.headers ?? {})) example(`${name} ${header}`, value);
    }
  }
  for (const [status, { content }] of Object.entries<Json>(document.components.responses)) contents(status, content);
  assert.ok(checked > 30);
});

Deno.test("each operation lists the problems that its access and its fields imply", () => {
  for (const [name, { responses, parameters, requestBody }] of operations) {
    const has = (status: number) => assert.ok(responses[status], `${name} does not list ${status}`);
    has(500);
    // without parameters, a body or a user there is nothing that could be wrong
    if (["GET /health", "GET /ready", "GET /openapi.json", "GET /oembed"].includes(name)) {
      assert.ok(!responses[401], name);
    } else if (!/sign-out|hearing/.test(name)) has(401);
    if (!/^(GET|HEAD)/.test(name)) has(403);
    if (requestBody) has(413);
    if (parameters.some((parameter: Json) => parameter.in === "query")) has(400);
  }
});

Deno.test("a schema that differs between requests and answers can't have one id", () => {
  const table = new SchemaTable();
  const schema = z.object({ a: z.string() }).meta({ id: "BothInATest" }); // answers hold no other fields, requests may
  table.add(schema, "output");
  assert.throws(() => table.add(schema, "input"), /BothInATest/);
});

Deno.test("a property without an example is named", () => {
  const table = new SchemaTable();
  const schema = table.add(z.object({ list: z.array(z.object({ word: z.string() })) }), "output");
  assert.throws(() => table.exampleOf(schema, "getThing"), /getThing\.list\[0\]\.word has no example/);
});
