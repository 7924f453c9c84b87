import assert from "node:assert/strict";
import { negotiateCaptionFormat } from "../../../routes/api/caption_format.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

Deno.test("captions are WebVTT for a browser's track, SRT for all others", () => {
  const table: [Record<string, string>, "srt" | "vtt", string][] = [
    [{}, "srt", "nothing said"],
    [{ "User-Agent": "curl/8.5.0", "Accept": "*/*" }, "srt", "curl"],
    [{ "Sec-Fetch-Dest": "track", "User-Agent": FIREFOX, "Accept": "*/*" }, "vtt", "a track over HTTPS"],
    [{ "User-Agent": FIREFOX, "Accept": "*/*" }, "vtt", "a track over plain HTTP"],
    [{ "User-Agent": FIREFOX }, "vtt", "a track without Accept"],
    [{ "User-Agent": FIREFOX, "Accept": PAGE }, "srt", "a click over plain HTTP"],
    [{ "Sec-Fetch-Dest": "document", "User-Agent": FIREFOX, "Accept": PAGE }, "srt", "a click over HTTPS"],
    [{ "Sec-Fetch-Dest": "empty", "User-Agent": FIREFOX, "Accept": "*/*" }, "srt", "fetch() over HTTPS"],
    [{ "Sec-Fetch-Mode": "cors", "User-Agent": FIREFOX, "Accept": "*/*" }, "srt", "any Sec-Fetch header"],
    [{ "Accept": "text/vtt" }, "vtt", "asked for"],
    [{ "Accept": "application/json, Text/VTT;q=0.5" }, "vtt", "asked for among others"],
    [{ "Accept": "text/vtt;q=0" }, "srt", "refused"],
    [{ "Accept": "text/vtt", "Sec-Fetch-Dest": "empty", "User-Agent": FIREFOX }, "vtt", "fetch() that asks for it"],
  ];
  for (const [headers, expected, what] of table) {
    assert.equal(negotiateCaptionFormat(new Headers(headers)), expected, what);
  }
});
