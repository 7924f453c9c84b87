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

/** @param origin as the reader calls this server, such as `http://localhost:8000` */
export function SignInHelp({ isSignedIn, origin }: { isSignedIn: boolean; origin: string }) {
  return (
    <div class="panel prose">
      <h1 class="panel-title">sign in</h1>
      {isSignedIn && (
        <p>
          You are signed in already. <a href="/">Go to the library</a>
        </p>
      )}
      <p>
        This server has one owner. It prints a sign-in link when it starts; whoever opens that link in a browser is the
        owner there from then on. If such a link led you to this page, it is not valid any more: the present one is
        printed at each start.
      </p>
      <pre>./sf start</pre>
      <p>
        The link holds the owner's token, which is <code>OWNER_TOKEN</code> where that is set and else lies in the file
        {" "}
        <code>owner_token</code> of the data folder. Scripts send it as a header:
      </p>
      <pre>curl -H "Authorization: Bearer $TOKEN" {origin}/api/videos</pre>
      <p>Without signing in you can watch what is public, and what is unlisted by its link.</p>
    </div>
  );
}

const KEYS = [["space", "play"], ["←→", "5 s"], ["c", "captions"], ["f", "full screen"], ["m", "mute"], [
  "?",
  "all keys",
]];

export function KeyHints() {
  return (
    <>
      {KEYS.map(([key, meaning]) => (
        <span>
          <kbd>{key}</kbd> {meaning}
        </span>
      ))}
    </>
  );
}
