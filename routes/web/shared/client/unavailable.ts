// The page that stands in while the database is away: asks for the real one until it is there.
import "./page.ts";

const AGAIN_MS = 3000;
const SPREAD_MS = 2000; // many tabs wait for the same moment

async function tryAgain(): Promise<void> {
  try {
    const { status } = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
    if (status !== 503) return location.reload();
  } catch { /* the server itself is away: it may come back, too */ }
  schedule();
}

function schedule(): void {
  setTimeout(tryAgain, AGAIN_MS + Math.random() * SPREAD_MS);
}

schedule();
