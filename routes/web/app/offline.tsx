import type { AssetUrl } from "../shared/assets.ts";
import { currentLocale, words } from "../words/words.ts";

/** What the service worker shows where the server can't be reached. It is stored: it knows no person. */
export function OfflinePage({ asset }: { asset: AssetUrl }) {
  const { errors: w } = words();
  return (
    <html lang={currentLocale()}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${w.offlineTitle} · StreamForge`}</title>
        <link rel="icon" type="image/svg+xml" href={asset("icon.svg")} />
        <link rel="stylesheet" href={asset("style.css")} />
        <script type="module" src={asset("offline.js")}></script>
      </head>
      <body>
        <header class="top">
          <a class="brand" href="/">streamforge</a>
        </header>
        <main id="main">
          <div class="panel prose">
            <h1 class="panel-title">{w.offlineTitle}</h1>
            <p role="status">{w.offlineText}</p>
            <p>
              <a class="button main" href="">{w.tryNow}</a>
            </p>
          </div>
        </main>
      </body>
    </html>
  );
}
