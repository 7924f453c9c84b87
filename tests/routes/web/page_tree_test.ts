/** Every page as assistive technology gets it: Chromium's accessibility tree. */
import assert from "node:assert/strict";
import type { CDPSession, Page } from "playwright-core";
import { browserTest, inTab } from "../../browser.ts";
import { openPage, type PageCase, seedPages } from "./every_page.ts";
import { openPlayers } from "./player/player_page.ts";

const { sql, app, origin, browser } = await openPlayers();
const PAGES = await seedPages(sql, app);

interface AxNode {
  nodeId: string;
  parentId?: string;
  ignored: boolean;
  role: string;
  name: string;
  level: number | null;
}

/** Roles that a person acts on. */
const INTERACTIVE = new Set([
  ...["button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "slider", "spinbutton", "switch"],
  ...["menuitem", "menuitemcheckbox", "menuitemradio", "tab", "treeitem", "option", "listbox", "ComboBoxSelect"],
  ...["DisclosureTriangle", "PopUpButton", "ColorWell", "Date", "application"],
]);

interface RawNode {
  nodeId: string;
  parentId?: string;
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  properties?: { name: string; value: { value: unknown } }[];
}

async function readTree(devtools: CDPSession): Promise<AxNode[]> {
  const { nodes } = await devtools.send("Accessibility.getFullAXTree") as unknown as { nodes: RawNode[] };
  return nodes.filter(({ ignored }) => !ignored).map(({ role, name, properties = [], ...node }) => ({
    ...node,
    role: role?.value ?? "",
    name: name?.value.trim() ?? "",
    level: (properties.find(({ name }) => name === "level")?.value.value ?? null) as number | null,
  }));
}

/** What is wrong with a page's tree, in words. */
function faultsOf(nodes: AxNode[], { isBare = false }: Pick<PageCase, "isBare">): string[] {
  const faults: string[] = [];
  const count = (role: string) => nodes.filter((node) => node.role === role).length;
  for (const { role, name } of nodes) {
    if (INTERACTIVE.has(role) && name === "") faults.push(`a ${role} has no name`);
  }
  const headings = nodes.filter(({ role }) => role === "heading");
  for (const { name, level } of headings) if (name === "") faults.push(`a heading of level ${level} is empty`);
  if (isBare) return faults;
  const first = headings.filter(({ level }) => level === 1);
  if (first.length !== 1) {
    faults.push(`${first.length} headings of level 1: ${first.map(({ name }) => name).join(", ")}`);
  }
  let last = 1;
  for (const { name, level } of headings) {
    if (level! > last + 1) faults.push(`the heading "${name}" of level ${level} follows one of level ${last}`);
    last = level!;
  }
  if (count("main") !== 1) faults.push(`${count("main")} main landmarks`);
  if (count("navigation") === 0) faults.push("no navigation landmark");
  const navigation = nodes.filter(({ role }) => role === "navigation").map(({ name }) => name);
  if (new Set(navigation).size !== navigation.length || navigation.includes("")) {
    faults.push(`navigation landmarks that can't be told apart: ${navigation.join(", ")}`);
  }
  return faults;
}

async function treeFaults(page: Page, pageCase: Pick<PageCase, "isBare">): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  try {
    return faultsOf(await readTree(devtools), pageCase);
  } finally {
    await devtools.detach();
  }
}

for (const signedIn of [true, false]) {
  const who = signedIn ? "the owner" : "a visitor";
  Deno.test(browserTest(`for ${who} every page has names, landmarks, and headings in order`, async () => {
    const faults: string[] = [];
    await inTab(browser, { origin, signedIn }, async ({ page, complaints }) => {
      for (const pageCase of PAGES) {
        if (signedIn) await openPage(page, pageCase);
        else {
          const response = await page.goto(pageCase.path);
          if (response!.ok()) await page.locator(pageCase.ready ?? "main").first().waitFor().catch(() => {});
        }
        for (const fault of await treeFaults(page, pageCase)) faults.push(`${pageCase.path}: ${fault}`);
      }
      complaints.length = 0; // whole_pages_test.ts looks at them
    });
    assert.equal(faults.join("\n"), "");
  }));
}

Deno.test(browserTest("the test sees what is wrong with a page", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await page.setContent(
      `<main><h1>A</h1><h3>B</h3><a href="/"><img alt=""></a><button></button></main><main></main>`,
    );
    assert.deepEqual(await treeFaults(page, {}), [
      ...["a link has no name", "a button has no name"],
      ...['the heading "B" of level 3 follows one of level 1', "2 main landmarks", "no navigation landmark"],
    ]);
  });
}));
