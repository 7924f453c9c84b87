import { sentence } from "./format.ts";

/** What an error page says. @param detail a sentence of the error itself, shown as text */
export function Failure({ status, detail }: { status: number; detail: string }) {
  const heading = status === 404
    ? "There is nothing here"
    : status >= 500
    ? "The server stumbled"
    : "That did not work";
  return (
    <div class="panel prose">
      <h1 class="panel-title">{status}</h1>
      <h2>{heading}</h2>
      <p>{sentence(detail)}</p>
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
