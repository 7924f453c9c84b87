/** Signing in on the page, with the real supabase-js in a real browser, against a server like Supabase Auth. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, inTab, openBrowser, serveApp, sidewaysScroll, type Tab } from "../../../browser.ts";
import { testDatabase } from "../../../database.ts";
import { supabaseAuthServer } from "../../../supabase_auth_server.ts";
import { seedVideo, startApp, TOKEN } from "../../harness.ts";

const PASSWORD = "a password of the tests";
const { sql } = await testDatabase();
const project = await supabaseAuthServer({ providers: ["github", "azure"] });
const app = await startApp(sql, { supabase: project });
const { origin, close } = serveApp(app);
project.options.redirectUrls = [`${origin}/sign-in`];
const browser = await openBrowser();
Deno.test.afterAll(async () => {
  await browser.close();
  await close();
  await app.close();
  await project.close();
});

let count = 0;
/** A new user, so that tests do not share one. */
function newUser(options?: { isConfirmed?: boolean }): string {
  const email = `user${++count}@example.com`;
  project.addUser(email, PASSWORD, options);
  return email;
}

const email = (page: Page) => page.getByLabel("Email", { exact: true });
const password = (page: Page) => page.getByLabel("Password", { exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const problemOf = async (page: Page) => {
  await page.locator("#problem:not(:empty)").waitFor();
  return await page.locator("#problem").innerText();
};

async function fill(page: Page, address: string, secret = PASSWORD): Promise<void> {
  await email(page).fill(address);
  await password(page).fill(secret);
}

/** The name in the account's menu. */
async function signedInAs(page: Page): Promise<string> {
  await page.getByLabel(/^Account/).click();
  const name = await page.locator("#user-name").innerText();
  await page.keyboard.press("Escape");
  return name;
}

/** The browser logs answers that are errors. */
function expectComplaints({ complaints }: Tab): void {
  assert(complaints.length > 0 && complaints.every((text) => /^Failed to load resource/.test(text)), complaints.join());
  complaints.length = 0;
}

const lastMail = (address: string) => project.mails.findLast(({ to }) => to === address)!;

Deno.test(
  browserTest("a password signs in by keyboard; the session is in a cookie that no script can read", async () => {
    const user = newUser();
    const id = await seedVideo(app, { visibility: "public", title: "For all" });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${id}?t=3`);
      await page.getByRole("link", { name: "sign in" }).click();
      await email(page).waitFor();
      await page.keyboard.type(user); // the focus is in the first field
      await page.keyboard.press("Tab");
      await page.keyboard.type(PASSWORD);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${origin}/videos/${id}?t=3`); // back where it began
      assert.equal(await signedInAs(page), user);
      assert(!(await page.evaluate(() => document.cookie)).includes("streamforge_user"));
      const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
      assert(!/token|eyJ/.test(stored), stored);
      const [cookie] = (await page.context().cookies()).filter(({ name }) => name === "streamforge_user");
      assert(cookie.httpOnly && cookie.sameSite === "Lax");
    });
  }),
);

Deno.test(browserTest("what is wrong is said: password, confirmation, rate, sign-up", async () => {
  const [known, unconfirmed] = [newUser(), newUser({ isConfirmed: false })];
  await inTab(browser, { origin }, async (tab) => {
    const { page } = tab;
    await page.goto("/sign-in");
    await fill(page, known, "wrong");
    await press(page, "Sign in");
    assert.match(await problemOf(page), /email address or the password is wrong/);
    assert.equal(await page.getByRole("alert").innerText(), await problemOf(page));

    await press(page, "Create an account");
    assert.match(await problemOf(page), /at least 6 characters/);
    await fill(page, known);
    await press(page, "Create an account");
    await page.getByText("There is an account with this email address already").waitFor();

    await fill(page, unconfirmed);
    await press(page, "Sign in");
    await page.getByText("This email address is not confirmed yet").waitFor();
    await press(page, "Send the confirmation again");
    await page.getByText(`An email is on its way to ${unconfirmed}`).waitFor();
    await page.goto(lastMail(unconfirmed).link);
    await page.waitForURL(`${origin}/`);
    assert.equal(await signedInAs(page), unconfirmed);

    project.options.failure = (name) =>
      name.startsWith("POST /token")
        ? Response.json({ code: "over_request_rate_limit", message: "x" }, {
          status: 429,
          headers: { "Access-Control-Allow-Origin": "*" },
        })
        : null;
    await page.goto("/sign-in");
    await fill(page, known);
    await press(page, "Sign in");
    assert.match(await problemOf(page), /Too many tries/);
    project.options.failure = null;
    expectComplaints(tab);
  });
}));

Deno.test(
  browserTest("signing up, with and without a confirmation by mail, and only where the project allows it", async () => {
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/sign-in");
      await fill(page, "new1@example.com");
      await press(page, "Create an account");
      await page.getByText("An email is on its way to new1@example.com").waitFor();
      await page.getByLabel("Code", { exact: true }).fill(lastMail("new1@example.com").code);
      await press(page, "Use the code");
      await page.waitForURL(`${origin}/`);
      assert.equal(await signedInAs(page), "new1@example.com");
    });
    project.options.autoconfirm = true;
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/sign-in");
      await fill(page, "new2@example.com");
      await press(page, "Create an account");
      await page.waitForURL(`${origin}/`);
      assert.equal(await signedInAs(page), "new2@example.com");
    });
    project.options.autoconfirm = false;
    project.options.disableSignup = true;
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/sign-in");
      await email(page).waitFor();
      assert(await page.getByText("Create an account").isHidden());
    });
    project.options.disableSignup = false;
  }),
);

Deno.test(browserTest("a link by mail signs in once, in the browser that asked for it", async () => {
  const user = newUser();
  await inTab(browser, { origin }, async (tab) => {
    const { page } = tab;
    await page.goto("/sign-in?next=%2Fsearch");
    await press(page, "Email me a sign-in link"); // without an address: the browser says what is missing
    await email(page).fill(user);
    await press(page, "Email me a sign-in link");
    await page.getByText(`An email with a sign-in link is on its way to ${user}`).waitFor();
    const { link } = lastMail(user);
    await page.goto(link);
    await page.waitForURL(`${origin}/search`);
    assert.equal(await signedInAs(page), user);

    await page.goto(link);
    assert.match(await problemOf(page), /not valid any more/);
    assert(!page.url().includes("error"));
    await email(page).waitFor(); // for another try
  });
  await inTab(browser, { origin }, async (tab) => {
    await tab.page.goto("/sign-in");
    await email(tab.page).fill(user);
    await press(tab.page, "Email me a sign-in link");
    await tab.page.getByText("is on its way").waitFor();
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(lastMail(user).link);
      assert.match(await problemOf(page), /same browser in which you asked for it/);
    });
  });
}));

Deno.test(browserTest("a forgotten password is replaced by a link", async () => {
  const user = newUser();
  await inTab(browser, { origin }, async (tab) => {
    const { page } = tab;
    await page.goto("/sign-in");
    await email(page).fill(user);
    await press(page, "I forgot my password");
    await page.getByText("an email is on its way. It lets you set a new password").waitFor();
    await page.goto(lastMail(user).link);
    await page.getByLabel("New password").fill("short");
    await press(page, "Save and sign in");
    assert.match(await problemOf(page), /at least 6 characters/);
    await page.getByLabel("New password").fill("another password");
    await press(page, "Save and sign in");
    await page.waitForURL(`${origin}/`);
    assert.equal(await signedInAs(page), user);
    await page.goto("/sign-in");
    await fill(page, user, "another password");
    await press(page, "Sign in");
    await page.waitForURL(`${origin}/`);
    expectComplaints(tab);
  });
}));

Deno.test(browserTest("the OAuth providers that are on have a button, which leads there and back", async () => {
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "continue with Microsoft" }).waitFor();
    assert.equal(await page.locator("#providers li").count(), 2);
    await press(page, "Continue with GitHub");
    await page.waitForURL(`${origin}/`);
    assert.equal(await signedInAs(page), "github@example.com");
  });
}));

Deno.test(browserTest("a project that can't be reached is named, and can be asked again", async () => {
  await inTab(browser, { origin }, async (tab) => {
    const { page } = tab;
    await page.route("**/auth/v1/settings", (route) => route.abort());
    await page.goto("/sign-in");
    assert.match(await problemOf(page), /The sign-in service at 127\.0\.0\.1:\d+ can't be reached/);
    await page.getByText("Only the owner of this server signs in here").waitFor(); // whose link works all the same
    await page.unroute("**/auth/v1/settings");
    await press(page, "Try again");
    await email(page).waitFor();
    assert.equal(await page.locator("#problem").innerText(), "");
    expectComplaints(tab);
  });
}));

Deno.test(browserTest("signing out, here and everywhere, from the account's menu", async () => {
  const user = newUser();
  const signIn = async (page: Page) => {
    await page.goto("/sign-in");
    await fill(page, user);
    await press(page, "Sign in");
    await page.waitForURL(`${origin}/`);
  };
  await inTab(browser, { origin }, async ({ page }) => {
    await signIn(page);
    await inTab(browser, { origin }, async ({ page: other }) => {
      await signIn(other);
      await other.getByLabel(/^Account/).focus();
      await other.keyboard.press("Enter");
      await other.keyboard.press("Tab");
      await other.keyboard.press("Enter"); // sign out
      await other.getByRole("link", { name: "sign in" }).waitFor();
      await page.reload();
      assert.equal(await signedInAs(page), user);
      await signIn(other);
      await other.getByLabel(/^Account/).click();
      await press(other, "Sign out everywhere");
      await other.getByRole("link", { name: "sign in" }).waitFor();
    });
    await page.reload();
    await page.getByRole("link", { name: "sign in" }).waitFor();
  });
}));

Deno.test(browserTest("only the sign-in page may talk to the project", async () => {
  const policyOf = async (path: string) => (await app.request(path)).headers.get("Content-Security-Policy")!;
  assert(await policyOf("/sign-in").then((policy) => policy.includes(`connect-src 'self' ${project.url};`)));
  for (const path of ["/", "/search", "/learn"]) assert(!(await policyOf(path)).includes(project.url), path);
}));

Deno.test(browserTest("the page fits a phone, and the owner's link works as before", async () => {
  await inTab(browser, { origin, viewport: { width: 390, height: 800 } }, async ({ page }) => {
    await page.goto("/sign-in");
    await email(page).waitFor();
    assert.equal(await sidewaysScroll(page), 0);
    await page.goto(`/sign-in?token=${TOKEN}`);
    await page.locator("#sign-out").waitFor();
  });
}));
