import { fillIn } from "../words/fill.ts";
import { currentLocale, words } from "../words/words.ts";
import { sentence } from "./format.ts";

/** What an error page is about. */
export function failureTitle(status: number): string {
  const { errors: w } = words();
  if (status === 401) return w.signInTitle;
  if (status === 403) return w.notAllowed;
  if (status === 404) return w.nothingHere;
  if (status === 503) return w.busyTitle;
  return status >= 500 ? w.serverFailed : w.notDone;
}

/**
 * What an error page says.
 *
 * @param props.detail a sentence of the error itself, in English, shown where nothing plainer is known
 * @param props.address of the page that was asked for
 */
export function Failure({ status, detail, address }: { status: number; detail: string; address: string }) {
  const { errors: w, common } = words();
  const known: Record<number, string> = { 403: w.notAllowedText, 404: w.nothingHereText, 500: w.serverFailedText };
  return (
    <div class="panel prose">
      <h1 class="panel-title">{status}</h1>
      <h2>{failureTitle(status)}</h2>
      {status === 401
        ? (
          <p>
            {fillIn(w.signInText, {
              link: (text) => <a href={`/sign-in?next=${encodeURIComponent(address)}`}>{text}</a>,
            })}
          </p>
        )
        : known[status]
        ? <p>{known[status]}</p>
        : <p lang={currentLocale() === "en" ? undefined : "en"}>{sentence(detail)}</p>}
      <p>
        <a href="/">{common.backToLibrary}</a>
      </p>
    </div>
  );
}

/** While the database is away. @param address of the page that was asked for */
export function Unavailable({ address }: { address: string }) {
  const { errors: w } = words();
  return (
    <div class="panel prose">
      <h1 class="panel-title">503</h1>
      <h2>{w.databaseAway}</h2>
      <p>{w.databaseAwayText}</p>
      <p>
        <a href={address}>{w.tryNow}</a>
      </p>
    </div>
  );
}
