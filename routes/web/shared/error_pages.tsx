import { sentence } from "./format.ts";

/**
 * What an error page says.
 *
 * @param props.detail a sentence of the error itself, shown as text
 * @param props.address of the page that was asked for
 */
export function Failure({ status, detail, address }: { status: number; detail: string; address: string }) {
  const heading = status === 401
    ? "Sign in to see this page"
    : status === 404
    ? "There is nothing here"
    : status >= 500
    ? "The server stumbled"
    : "That did not work";
  return (
    <div class="panel prose">
      <h1 class="panel-title">{status}</h1>
      <h2>{heading}</h2>
      {status === 401
        ? (
          <p>
            <a href={`/sign-in?next=${encodeURIComponent(address)}`}>Sign in</a>, and you come back to it.
          </p>
        )
        : <p>{sentence(detail)}</p>}
      <p>
        <a href="/">Back to the library</a>
      </p>
    </div>
  );
}

/** While the database is away. @param address of the page that was asked for */
export function Unavailable({ address }: { address: string }) {
  return (
    <div class="panel prose">
      <h1 class="panel-title">503</h1>
      <h2>The database does not answer</h2>
      <p>
        Nothing is lost. This page tries again every few seconds and comes back by itself once the database answers.
      </p>
      <p>
        <a href={address}>Try again now</a>
      </p>
    </div>
  );
}
