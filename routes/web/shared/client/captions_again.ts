/**
 * Reads a form with `AgainFields` as the body of `POST /api/videos/:id/captions/regenerate`. What is as usual is left out,
 * so that an equal request finds the same job.
 */
export function captionsAgain(form: HTMLFormElement): Record<string, string | number> {
  const fields = new FormData(form);
  const text = (name: string) => String(fields.get(name) ?? "").trim();
  const number = (name: string) => text(name) === "" ? {} : { [name]: Number(text(name)) };
  return {
    language: text("language") || "auto",
    hotwords: text("hotwords"),
    ...(text("model") && { model: text("model") }),
    ...number("audio_track"),
    ...number("beam_size"),
    ...number("max_line_chars"),
  };
}
