import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { messageOf, ValidationError } from "../../src/core/errors.ts";
import { CutOffError } from "../http/errors.ts";
import { watchBody } from "../http/request_body.ts";
import { FieldError } from "./errors.ts";

const MAX_FIELDS = 64;
const MAX_FIELD_BYTES = 65_536;

/** The fields of a form: all values of each name, without `[]` at its end. */
export type Fields = Map<string, string[]>;

/**
 * Reads a multipart form of any size with one file, which is streamed. Its name and type do not matter.
 *
 * @param onFile reads all bytes of the file; an error stops the reading
 * @param fileField the field that holds the file
 * @returns the fields, also those after the file
 * @throws {ValidationError} for another kind of body; {CutOffError} for an incomplete one; and errors of `onFile`
 */
export async function readForm(
  request: Request,
  onFile: (body: ReadableStream<Uint8Array>) => Promise<unknown>,
  fileField = "file",
): Promise<Fields> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(type) || !request.body) {
    throw new ValidationError(`the body must be a form (multipart/form-data) with the file in the field ${fileField}`);
  }
  const parser = parserFor(type, fileField);
  const fields: Fields = new Map();
  const body = watchBody(request.body).getReader();
  let stored: Promise<unknown> | null = null;
  let failure: { error: unknown } | null = null;
  let isFinished = false;
  let wake = () => {};
  const fail = (error: unknown) => {
    failure ??= { error };
    body.cancel().catch(() => {}); // ends a pending read
    wake();
  };
  // no Promise.race with a promise that may never settle: it would keep all pieces of the body in memory
  const nextChange = () => new Promise<void>((resolve) => wake = resolve);
  const check = () => {
    if (failure) throw failure.error;
  };

  parser.on("field", (given, value, _nameCut, isCut) => {
    const name = String(given).replace(/\[\]$/, "");
    if (isCut) fail(new FieldError(name, `${name} is longer than the ${MAX_FIELD_BYTES} bytes it may have`));
    fields.set(name, [...fields.get(name) ?? [], value]);
  });
  parser.on("file", (name, file) => {
    file.on("error", () => {}); // the parser reports it too
    if (name !== fileField) {
      file.resume();
      const right = `it must be in ${fileField}`;
      return fail(new FieldError(String(name), `the file is in the field ${JSON.stringify(name)}: ${right}`));
    }
    // not Readable.toWeb: if it is cancelled at once, it throws later outside of any handler and ends the process
    stored = onFile(ReadableStream.from<Uint8Array>(file));
    stored.catch(fail);
  });
  parser.on(
    "filesLimit",
    () => fail(new FieldError(fileField, "there is more than one file: it must be one a request")),
  );
  parser.on("fieldsLimit", () => fail(new ValidationError(`there are more than ${MAX_FIELDS} fields`)));
  parser.on("drain", () => wake());
  parser.on("finish", () => {
    isFinished = true;
    wake();
  });
  parser.on("error", (error) => fail(new CutOffError(`the form can't be read: ${messageOf(error)}`)));

  try {
    for (;;) {
      const { value, done } = await body.read();
      check();
      if (done) break;
      const drained = nextChange();
      if (!parser.write(value)) await drained;
      check();
    }
    const ended = nextChange();
    parser.end();
    if (!isFinished) await ended;
    check();
    if (!stored) throw new FieldError(fileField, `there is no file: it must be in the field ${fileField}`);
    await stored;
    return fields;
  } catch (error) {
    await body.cancel().catch(() => {});
    parser.destroy();
    throw error;
  }
}

function parserFor(type: string, fileField: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": type },
      isPartAFile: (field, type, name) =>
        field === fileField || name !== undefined || type === "application/octet-stream",
      limits: { files: 1, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES, headerPairs: 32 },
    });
  } catch (error) {
    throw new ValidationError(`the form can't be read: ${messageOf(error)}`);
  }
}
