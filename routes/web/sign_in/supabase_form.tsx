import type { SupabaseProject } from "../../../src/auth/supabase/project.ts";
import { words } from "../words/words.ts";

/**
 * Signing in with an account of the Supabase project. The script shows what the project has on; without it, nothing
 * of this works.
 */
export function SupabaseForm({ project }: { project: SupabaseProject }) {
  const { signIn: { account: w, ...page }, common } = words();
  return (
    <section
      class="panel sign-in"
      id="sign-in-panel"
      aria-labelledby="sign-in-title"
      data-url={project.url}
      data-key={project.anonKey}
    >
      <h1 class="panel-title" id="sign-in-title">{page.title}</h1>
      <noscript>
        <p>{w.needsScript}</p>
      </noscript>
      <p class="state" id="state" role="status"></p>
      <p class="problem" id="problem" role="alert"></p>

      <form id="password-form" hidden>
        <label class="line">
          <span>{w.email}</span>
          <input type="email" name="email" autocomplete="username" required />
        </label>
        <label class="line">
          <span>{w.password}</span>
          <input type="password" name="password" autocomplete="current-password" required />
        </label>
        <p class="row">
          <button class="button main" type="submit">{page.signIn}</button>
          <button class="button" type="button" id="sign-up" hidden>{w.create}</button>
        </p>
        <p class="row">
          <button class="button" type="button" id="send-link">{w.sendLink}</button>
          <button class="button" type="button" id="forgot">{w.forgot}</button>
        </p>
      </form>

      <form id="code-form" hidden>
        <p>{w.openMail}</p>
        <label class="line">
          <span>{w.code}</span>
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
          <button class="button main" type="submit">{w.useCode}</button>
          <button class="button" type="button" id="back">{w.back}</button>
        </p>
      </form>

      <form id="new-password-form" hidden>
        <label class="line">
          <span>{w.newPassword}</span>
          <input type="password" name="password" autocomplete="new-password" required />
        </label>
        <p class="row">
          <button class="button main" type="submit">{w.saveAndSignIn}</button>
        </p>
      </form>

      <p class="row" id="resend-row" hidden>
        <button class="button" type="button" id="resend">{w.resend}</button>
      </p>
      <p class="row" id="retry-row" hidden>
        <button class="button" type="button" id="retry">{common.tryAgain}</button>
      </p>
      <ul class="providers" id="providers" aria-label={w.others} hidden></ul>
    </section>
  );
}
