// playwright drives only a WebKit of its own build; WebKitGTK's driver speaks WebDriver, for which this is the client
// @ts-types="@types/selenium-webdriver"
import { Builder, By, error, Key } from "selenium-webdriver";
import { until } from "./browser.ts";
import { findProgram, type OtherBrowser } from "./other_browser.ts";

const DRIVER = ["/usr/bin/WebKitWebDriver"];
const LIBRARIES = ["x86_64-linux-gnu", "aarch64-linux-gnu"];
const MINI_BROWSER = LIBRARIES.map((folder) => `/usr/lib/${folder}/webkit2gtk-4.1/MiniBrowser`);

/**
 * WebKitGTK's small browser, in a display without a screen. It plays through the system's GStreamer. `close` ends it.
 */
export async function openWebKit(): Promise<OtherBrowser> {
  const advice = '"./sf test" installs webkit2gtk-driver, xvfb and GStreamer\'s decoders';
  const driverPath = findProgram("WEBKIT_DRIVER_PATH", DRIVER, { advice });
  const binary = findProgram("WEBKIT_PATH", MINI_BROWSER, { advice });
  const xvfb = new Deno.Command("Xvfb", {
    args: ["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const display = `:${await firstLine(xvfb.stdout)}`;
  const port = freePort();
  const service = new Deno.Command(driverPath, {
    args: [`--port=${port}`],
    env: { DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: "1" },
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stop = async () => {
    for (const child of [service, xvfb]) {
      child.kill("SIGKILL");
      await child.status;
    }
  };
  try {
    await until("the driver answers", () => fetch(`http://127.0.0.1:${port}/status`).then((r) => r.text(), () => null));
    const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary, args: ["--automation"] },
    }).build();
    await driver.manage().window().setRect({ width: 1280, height: 900 });
    const find = (selector: string) => driver.findElement(By.css(selector));
    const send = (keys: string) => driver.actions().sendKeys(keys).perform();
    const version = (await driver.getCapabilities()).get("browserVersion");
    return {
      name: `WebKitGTK ${version}`,
      open: (url) => driver.get(url),
      evaluate: (fn, ...values) => driver.executeScript(`return (${fn}).apply(null, arguments)`, ...values),
      click: async (selector) =>
        void await until(`a click on ${selector}`, () => find(selector).click().then(() => true, isInTheWay)),
      chooseFile: (selector, path) => find(selector).sendKeys(path),
      type: send,
      pressEnter: () => send(Key.ENTER),
      close: async () => {
        await driver.quit().catch(() => {}); // ends the browser
        await stop();
      },
    };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

/** While a page moves, another element may be where the click would go: as a person does, wait until it is free. */
function isInTheWay(failure: unknown): false {
  if (failure instanceof error.ElementClickInterceptedError) return false;
  throw failure;
}

async function firstLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes("\n")) break;
  }
  return text.trim();
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
