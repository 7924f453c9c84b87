import type { SupabaseProject } from "../../../src/auth/supabase/project.ts";

/**
 * Signing in with an account of the Supabase project. The script shows what the project has on; without it, nothing
 * of this works.
 */
export function SupabaseForm({ project }: { project: SupabaseProject }) {
  return (
    <section
      class="panel sign-in"
      id="sign-in-panel"
      aria-labelledby="sign-in-title"
      data-url={project.url}
      data-key={project.anonKey}
    >
      <h1 class="panel-title" id="sign-in-title">sign in</h1>
      <noscript>
        <p>Signing in with an account needs JavaScript.</p>
      </noscript>
      <p class="state" id="state" role="status"></p>
      <p class="problem" id="problem" role="alert"></p>

      <form id="password-form" hidden>
        <label class="line">
          <span>email</span>
          <input type="email" name="email" autocomplete="username" required />
        </label>
        <label class="line">
          <span>password</span>
          <input type="password" name="password" autocomplete="current-password" required />
        </label>
        <p class="row">
          <button class="button main" type="submit">sign in</button>
          <button class="button" type="button" id="sign-up" hidden>create an account</button>
        </p>
        <p class="row">
          <button class="button" type="button" id="send-link">send me a sign-in link</button>
          <button class="button" type="button" id="forgot">forgot the password</button>
        </p>
      </form>

      <form id="code-form" hidden>
        <p>
          Open the link of the mail in this browser. If the mail has a code of digits, you can type it here instead.
        </p>
        <label class="line">
          <span>code</span>
          <input
            type="text"
            name="code"
            inputmode="numeric"
            autocomplete="one-time-code"
            pattern="[0-9 ]{6,12}"
            required
          />
        </label>
        <p class="row">
          <button class="button main" type="submit">use the code</button>
          <button class="button" type="button" id="back">back</button>
        </p>
      </form>

      <form id="new-password-form" hidden>
        <label class="line">
          <span>new password</span>
          <input type="password" name="password" autocomplete="new-password" required />
        </label>
        <p class="row">
          <button class="button main" type="submit">save and sign in</button>
        </p>
      </form>

      <p class="row" id="resend-row" hidden>
        <button class="button" type="button" id="resend">send the confirmation again</button>
      </p>
      <p class="row" id="retry-row" hidden>
        <button class="button" type="button" id="retry">try again</button>
      </p>
      <ul class="providers" id="providers" aria-label="Other accounts" hidden></ul>
    </section>
  );
}
