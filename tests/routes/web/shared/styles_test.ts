import assert from "node:assert/strict";

const css = await Deno.readTextFile(new URL("../../../../routes/web/shared/styles/base.css", import.meta.url));

/** The custom properties for people who set their system to more contrast. */
const [strongCss] = /@media \(prefers-contrast: more\) \{[^@]*/.exec(css) ?? [""];

/** The two colours of a custom property, `[light, dark]`, each as [red, green, blue] of 0 to 255. */
function pair(name: string, from = css): number[][] {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\(#(\\w{6}), #(\\w{6})\\)`).exec(from)!;
  return [light, dark].map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));
}

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(rgb: number[]): number {
  const [r, g, b] = rgb.map((byte) => byte / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: number[], b: number[]): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

Deno.test("black on white has a contrast of 21, as WCAG says", () => {
  assert.equal(Math.round(contrast([0, 0, 0], [255, 255, 255]) * 100) / 100, 21);
});

Deno.test("every text colour has a contrast of 4.5 or more on every background, light and dark (WCAG 2.2 AA)", () => {
  for (const ground of ["bg", "raised"]) {
    for (const text of ["fg", "strong", "dim", "green", "amber", "red"]) {
      pair(text).forEach((color, i) => {
        const ratio = contrast(color, pair(ground)[i]);
        assert(ratio >= 4.5, `--${text} on --${ground}, ${["light", "dark"][i]}: ${ratio.toFixed(2)}`);
      });
    }
  }
  pair("on-bar").forEach((color, i) => assert(contrast(color, pair("bar")[i]) >= 4.5));
});

Deno.test("the edges of controls have a contrast of 3 or more on every background", () => {
  for (const ground of ["bg", "raised"]) {
    pair("edge").forEach((color, i) => {
      const ratio = contrast(color, pair(ground)[i]);
      assert(ratio >= 3, `--edge on --${ground}, ${["light", "dark"][i]}: ${ratio.toFixed(2)}`);
    });
  }
});

Deno.test("with prefers-contrast: more, text colours have a contrast of 7 or more (WCAG 2.2 AAA), and lines 3 or more", () => {
  for (const ground of ["bg", "raised"]) {
    for (
      const [name, least] of Object.entries({ fg: 7, strong: 7, dim: 7, green: 7, amber: 7, red: 7, line: 3, edge: 7 })
    ) {
      pair(name, strongCss).forEach((color, i) => {
        const ratio = contrast(color, pair(ground, strongCss)[i]);
        assert(ratio >= least, `--${name} on --${ground}, ${["light", "dark"][i]}: ${ratio.toFixed(2)}`);
      });
    }
  }
  pair("on-bar", strongCss).forEach((color, i) => assert(contrast(color, pair("bar", strongCss)[i]) >= 7));
});
