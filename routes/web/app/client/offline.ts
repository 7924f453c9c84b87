// The page that stands in while the server can't be reached: asks for the real one until it is there.

const AGAIN_MS = 3000;
const SPREAD_MS = 2000; // many tabs wait for the same moment
const AWAY = [502, 503, 504];

async function tryAgain(): Promise<void> {
  try {
    const { status } = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
    if (!AWAY.includes(status)) return location.reload();
  } catch { /* still away */ }
  schedule();
}

function schedule(): void {
  setTimeout(tryAgain, AGAIN_MS + Math.random() * SPREAD_MS);
}

addEventListener("online", tryAgain);
schedule();
