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
