import { z } from "zod";

/** JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

const COMPONENTS = "#/components/schemas/";

export type Side = "input" | "text" | "output";

/** The schemas of a document. Those with an id become components; the others stand where they are used. */
export class SchemaTable {
  readonly components: Record<string, JsonSchema> = {};

  /**
   * @param side whether the schema describes what is sent to the server (`input`), what is sent as text in a query or a
   * form (`text`), which has no null, or what the server answers (`output`)
   * @throws {Error} if two different schemas have the same id
   */
  add(schema: z.ZodType, side: Side): JsonSchema {
    const io = side === "output" ? "output" : "input";
    const plain = withComponentRefs(z.toJSONSchema(schema, { io, override: tidy }));
    const { $schema: _, $defs = {}, ...root } = side === "output" ? plain : withTidyNull(plain, side);
    for (const [id, definition] of Object.entries($defs)) this.#put(id, definition);
    return root;
  }

  #put(id: string, definition: JsonSchema): void {
    const present = this.components[id];
    if (present && JSON.stringify(present) !== JSON.stringify(definition)) {
      throw new Error(`two schemas have the id ${id}, or requests and answers of it differ: give one another id`);
    }
    this.components[id] = definition;
  }

  /**
   * Makes an example from those of a schema's parts.
   *
   * @throws {Error} naming what has none
   */
  exampleOf(schema: JsonSchema, place: string): unknown {
    const { $ref, examples, anyOf, oneOf, type } = schema;
    if (examples) return (examples as unknown[])[0];
    if ($ref) return this.exampleOf(this.components[$ref.slice(COMPONENTS.length)], place);
    if ("const" in schema) return schema.const;
    if (schema.enum) return schema.enum[0];
    const alternative = (anyOf ?? oneOf)?.[0];
    if (alternative) return this.exampleOf(alternative, place);
    if (type === "boolean") return true;
    if (type === "null") return null;
    if (type === "array") return [this.exampleOf(schema.items as JsonSchema, `${place}[0]`)];
    if (type === "object") {
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map((
          [name, property],
        ) => [name, this.exampleOf(property as JsonSchema, `${place}.${name}`)]),
      );
    }
    throw new Error(`${place} has no example: describe it with one`);
  }
}

function withComponentRefs(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"${COMPONENTS}`));
}

/** Removes what readers do not need: the pattern beside `date-time`, the bounds of safe integers. */
function tidy({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/**
 * Writes a value or null as other tools make it: the description is that of both, or, in text, there is no null.
 *
 * @param schema any node of a schema
 */
function withTidyNull<T>(schema: T, side: Side): T {
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((item) => withTidyNull(item, side)) as T;
  const { anyOf, ...node } = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, withTidyNull(value, side)]),
  ) as JsonSchema;
  if (!anyOf) return node as T;
  const [value, none, ...others] = anyOf as JsonSchema[];
  if (none?.type !== "null" || others.length > 0) return { ...node, anyOf } as T;
  if (side === "text") return { ...value, ...node } as T;
  const { description, examples, ...rest } = value;
  return { ...(description && { description, examples }), ...node, anyOf: [rest, none] } as T;
}
