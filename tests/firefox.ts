// playwright drives only a Firefox of its own build; puppeteer drives the system's, by WebDriver BiDi
import puppeteer from "puppeteer-core";
import { findProgram, type OtherBrowser } from "./other_browser.ts";

const FIREFOX = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** The system's Firefox without a window. `close` ends it. */
export async function openFirefox(): Promise<OtherBrowser> {
  const advice = '"./sf test" installs Debian\'s firefox-esr';
  const executablePath = findProgram("FIREFOX_PATH", FIREFOX, { advice });
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  return {
    name: await browser.version(),
    open: async (url) => void await page.goto(url),
    // deno-lint-ignore no-explicit-any
    evaluate: (fn, ...values) => page.evaluate(fn as any, ...values),
    click: (selector) => page.click(selector),
    chooseFile: async (selector, path) => await (await page.$(`input${selector}`) as FileField).uploadFile(path),
    type: (text) => page.keyboard.type(text),
    pressEnter: () => page.keyboard.press("Enter"),
    close: () => browser.close(),
  };
}

type FileField = { uploadFile(path: string): Promise<void> };
