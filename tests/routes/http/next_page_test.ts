import assert from "node:assert/strict";
import { nextPage } from "../../../routes/http/next_page.ts";

Deno.test("nextPage() keeps the path, query and fragment of a page of this server", () => {
  for (const page of ["/settings", "/videos/abc?t=3&x=%2F", "/search?q=%22a+b%22#moments", "/videos/caf%C3%A9/edit"]) {
    assert.equal(nextPage(page, ""), page);
    assert.equal(nextPage(page, "/video"), page);
    assert.equal(nextPage(`/video${page}`, "/video"), page, "with the proxy's path");
  }
  assert.equal(nextPage("/video", "/video"), "/");
  assert.equal(nextPage("/videos/abc", "/video"), "/videos/abc");
});

const ELSEWHERE = ["//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"]
  .concat([
    "/\n//evil.example",
    "/.//evil.example",
    "/%2e//evil.example",
    "/a/..//evil.example",
    "/x/../\\evil.example",
  ])
  .concat(["https://evil.example", "https:/evil.example", "evil.example", " //evil.example", "javascript:alert(1)", ""])
  .concat(["/video//evil.example", "/video/\\evil.example", "/video/.//evil.example", "//evil.example/video/"])
  .concat(["/sign-in?next=/settings", "/sign-out", "/video/sign-in", `/${"x".repeat(2001)}`]);

Deno.test("nextPage() makes the library of other sites' addresses, however they are written", () => {
  for (const address of ELSEWHERE) assert.equal(nextPage(address, "/video"), "/", JSON.stringify(address));
  assert.equal(nextPage(null, ""), "/");
  assert.equal(nextPage(undefined, ""), "/");
});

Deno.test("nextPage() leaves what is encoded encoded, so that browsers read it as a path", () => {
  for (const path of ["/%2F%2Fevil.example", "/%5Cevil.example", "/%09/evil.example"]) {
    assert.equal(nextPage(path, ""), path);
    assert.equal(new URL(nextPage(path, ""), "https://here.example").host, "here.example");
  }
});
