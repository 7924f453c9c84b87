/** Finds texts for people that are not in the catalogue, routes/web/words. */
import assert from "node:assert/strict";
import ts from "typescript";

const root = new URL("../../../../routes/web/", import.meta.url).pathname;
/** Attributes, properties and fields of `make()` whose text a person reads or hears. */
const READ = new Set(
  ["aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "title", "placeholder", "alt", "label"]
    .concat(["textContent", "innerText", "ariaLabel", "ariaValueText", "ariaDescription"]),
);
/** Functions whose texts a person reads. */
const SAYING = new Set(["append", "prepend", "replaceChildren", "setCustomValidity"]
  .concat(["before", "after", "replaceWith", "alert", "confirm", "prompt", "sentence", "createTextNode", "fillIn"]));
/** The same in every language: names, units, signs of keys. */
const SAME = /StreamForge|streamforge|\bHLS\b|\bMP4\b|\bSRT\b|\bWhisper\b|\bk?Hz\b|\bdB\b|\bms\b|\bs\b/g;
/** Texts that stay in English: `lang="en"` marks them on the page. */
const ENGLISH = ["learn/", "docs/"];
/** Not for people, although they look like it. */
const ALLOWED = [/^(3g2|mp3) /, /^(a video|i o)$/, /^https:\/\//, /^(docker|streamforge|\.\/sf|curl) /]
  .concat(/^(Invalid login credentials|Email not confirmed|User already registered|Token has expired or is invalid)$/);

interface Found {
  at: number;
  line: number;
  text: string;
}

Deno.test("no page and no script has a text outside the catalogue", () => {
  const found: string[] = [];
  for (const path of files("")) {
    if (ENGLISH.some((folder) => path.startsWith(folder)) || path.startsWith("words/")) continue;
    for (const { line, text } of textsOf(path, Deno.readTextFileSync(root + path))) {
      found.push(`${path}:${line}: ${text}`);
    }
  }
  assert.deepEqual(found, []);
});

Deno.test("the search for such texts finds them wherever they stand", () => {
  const texts = (code: string) => textsOf("a.tsx", code).map(({ text }) => text);
  assert.deepEqual(texts("<p>Two words</p>"), ["Two words"]);
  assert.deepEqual(texts(`<p title="Hello" class="two words">{" "}·{n}</p>`), ["Hello"]);
  assert.deepEqual(texts(`<p aria-label={\`Delete \${name}\`}>{isNew ? "new" : w.old}</p>`), ["Delete ", "new"]);
  assert.deepEqual(texts(`button.textContent = isDone ? "done" : w.stop;`), ["done"]);
  assert.deepEqual(texts(`make("p", { class: "note", "aria-label": "Close" }, "It is there", name)`), [
    "Close",
    "It is there",
  ]);
  assert.deepEqual(texts(`notify("Saved."); element.setAttribute("title", "Why"); element.setAttribute("id", "why")`), [
    ...["Saved.", "Why"],
  ]);
  assert.deepEqual(texts(`const words = (n: number) => n > 0 ? "There is one" : \`\${n} are there\``), [
    ...["There is one", " are there"],
  ]);
  assert.deepEqual(texts(`throw new RangeError("n must be more"); document.querySelector("p a.red")`), []);
});

function* files(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(root + folder)) {
    if (isDirectory) yield* files(`${folder}${name}/`);
    else if (/\.tsx?$/.test(name)) yield folder + name;
  }
}

/** The texts for people in a file, by the places that a person reads, and by whether they look like words. */
function textsOf(path: string, code: string): Found[] {
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found = new Map<number, Found>();
  const add = (node: ts.Node, text: string) => {
    if (!/\p{L}/u.test(text.replace(SAME, "")) || ALLOWED.some((pattern) => pattern.test(text))) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.set(node.getStart(), { at: node.getStart(), line: line + 1, text });
  };
  /** The literals that a value may be. */
  const value = (node: ts.Node | undefined): void => {
    if (!node) return;
    if (ts.isStringLiteralLike(node)) add(node, node.text);
    else if (ts.isTemplateExpression(node)) {
      add(node.head, node.head.text);
      for (const { literal } of node.templateSpans) add(literal, literal.text);
    } else if (ts.isConditionalExpression(node)) {
      value(node.whenTrue);
      value(node.whenFalse);
    } else if (ts.isBinaryExpression(node)) {
      value(node.right);
      if (node.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) value(node.left);
    } else if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node) || ts.isSpreadElement(node)) {
      value(node.expression);
    } else if (ts.isArrayLiteralExpression(node)) node.elements.forEach(value);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxElement(node) && /^(code|pre|kbd)$/.test(node.openingElement.tagName.getText())) return;
    if (ts.isJsxText(node)) add(node, node.text.trim().replace(/&\w+;/g, ""));
    else if (ts.isJsxAttribute(node)) {
      if (READ.has(node.name.getText())) value(node.initializer);
    } else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) value(node.expression);
    else if (ts.isPropertyAssignment(node) && READ.has(nameOf(node.name))) value(node.initializer);
    else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      if (ts.isPropertyAccessExpression(node.left) && READ.has(node.left.name.text)) value(node.right);
    } else if (ts.isCallExpression(node)) {
      const name = calledName(node);
      if (name === "make") node.arguments.slice(2).forEach(value);
      if (SAYING.has(name)) node.arguments.forEach(value);
      if (name === "notify") value(node.arguments[0]);
      if (name === "showLink") value(node.arguments[1]);
      const [first, second] = node.arguments;
      if (name === "setAttribute" && ts.isStringLiteral(first) && READ.has(first.text)) value(second);
    }
    if (
      (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) &&
      isWords(node)
    ) {
      add(node, node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found.values()].sort((a, b) => a.at - b.at);
}

function nameOf(name: ts.PropertyName): string {
  return ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : "";
}

function calledName({ expression }: ts.CallExpression): string {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : "";
}

function isNotRead(attribute: ts.Expression): boolean {
  return ts.isStringLiteral(attribute) && NOT_READ.has(attribute.text);
}

/** Where words are for programmers, styles or the browser: the names of calls, fields and attributes. */
const NOT_READ = new Set(
  ["class", "className", "style", "accept", "href", "content", "name", "type", "summary", "description", "id", "for"]
    .concat(["aria-describedby", "aria-labelledby", "aria-keyshortcuts", "viewBox", "d", "transform", "rel", "sizes"])
    .concat(["querySelector", "querySelectorAll", "closest", "matches", "described", "test", "add", "toggle", "remove"])
    .concat([
      "font",
      "classList",
      "Content-Security-Policy",
      "script-src",
      "default-src",
      "media-src",
      "worker-src",
      "style-src",
      "dataset",
    ]),
);

/** Whether a literal reads like words of a language: two of them, or a capital in front. */
function isWords(node: ts.LiteralLikeNode): boolean {
  if (!/^[^/.#<{[]*\p{L}[\p{L}'’]* [\p{L}'’(]/u.test(node.text)) return false;
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isImportDeclaration(parent) || ts.isThrowStatement(parent) || ts.isLiteralTypeNode(parent)) return false;
    if (ts.isNewExpression(parent) && /Error$/.test(parent.expression.getText())) return false;
    if (ts.isJsxAttribute(parent) && NOT_READ.has(parent.name.getText())) return false;
    if (ts.isPropertyAssignment(parent) && NOT_READ.has(nameOf(parent.name))) return false;
    if (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.SuperKeyword) return false;
    if (ts.isCallExpression(parent) && calledName(parent) === "setAttribute" && isNotRead(parent.arguments[0])) {
      return false;
    }
    if (ts.isCallExpression(parent) && at !== parent.expression && NOT_READ.has(calledName(parent))) return false;
    if (
      ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left) && NOT_READ.has(parent.left.name.text)
    ) {
      return false;
    }
    if (ts.isBinaryExpression(parent) && /===|!==/.test(parent.operatorToken.getText())) return false;
    if (ts.isFunctionLike(parent) || ts.isStatement(parent)) return true;
  }
  return true;
}
