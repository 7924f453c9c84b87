import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";

/**
 * Makes a function that checks values against schemas of an OpenAPI document, by another implementation of JSON Schema
 * than the one that the server validates with.
 *
 * @returns what is wrong with a value, or null
 */
export function schemaChecker(document: object): (schema: object, value: unknown) => string | null {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema(document, "document");
  const compiled = new Map<string, ReturnType<Ajv2020["compile"]>>();
  return function check(schema, value) {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
    let validate = compiled.get(text);
    if (!validate) compiled.set(text, validate = ajv.compile(JSON.parse(text)));
    return validate(value) ? null : ajv.errorsText(validate.errors);
  };
}
