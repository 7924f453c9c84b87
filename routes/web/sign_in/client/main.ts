import "../../shared/client/page.ts";
import { api } from "../../shared/client/api.ts";
import { byId, make } from "../../shared/client/dom.ts";
import { signInScript as w } from "../../words/en/sign_in.ts";
import { authErrorCode, authErrorText, type AuthProblem } from "./auth_errors.ts";
import { goToNextPage, rememberNextPage } from "./next_page.ts";
import { projectAuth, providerLabel, readSettings } from "./project_auth.ts";

const panel = byId("sign-in-panel");
const [url, key] = [panel.dataset.url!, panel.dataset.key!];
const auth = projectAuth(url, key);
/** The address that mails and providers lead back to; it has to be in the project's allow list. */
const redirectTo = new URL("sign-in", location.href.replace(/[?#].*$/, "")).href;

const FORMS = ["password-form", "code-form", "new-password-form"] as const;
const form = (id: typeof FORMS[number]) => byId<HTMLFormElement>(id);
const field = (id: typeof FORMS[number], name: string) => form(id).elements.namedItem(name) as HTMLInputElement;
const emailOf = () => field("password-form", "email").value.trim();

/** Shows one form, or none, and moves the focus into it. */
function showForm(shown: typeof FORMS[number] | null): void {
  for (const id of FORMS) form(id).hidden = id !== shown;
  byId("providers").hidden = shown !== "password-form" || byId("providers").childElementCount === 0;
  byId("resend-row").hidden = true;
  if (shown) form(shown).querySelector("input")?.focus();
}

const say = (text: string) => byId("state").textContent = text;

/** Runs one step with its controls disabled; an error is shown. */
async function step(text: string, work: () => Promise<void>): Promise<void> {
  const controls = [...panel.querySelectorAll<HTMLButtonElement>("button")];
  byId("problem").textContent = "";
  say(text);
  controls.forEach((control) => control.disabled = true);
  try {
    await work();
  } catch (error) {
    say("");
    const problem = error as AuthProblem;
    byId("problem").textContent = authErrorText(problem, new URL(url).host);
    byId("resend-row").hidden = authErrorCode(problem) !== "email_not_confirmed";
  } finally {
    controls.forEach((control) => control.disabled = false);
  }
}

/** Throws the error of an answer of supabase-js. */
function check<T extends { error: unknown }>(answer: T): T {
  if (answer.error) throw answer.error;
  return answer;
}

interface Session {
  access_token: string;
  refresh_token: string;
}

/** Gives the session to this server, which has it in a cookie and renews it from then on. */
async function handOver({ access_token, refresh_token }: Session): Promise<void> {
  say(w.signingIn);
  await api("POST", "/api/session", { access_token, refresh_token });
  goToNextPage();
}

/** The mail's type, for the code that may be in it. */
let codeType: "email" | "signup" | "recovery" = "email";

function expectMail(type: typeof codeType, text: string): void {
  codeType = type;
  showForm("code-form");
  say(text);
}

function onClick(id: string, text: string, work: () => Promise<void>): void {
  byId(id).addEventListener("click", () => step(text, work));
}

/** For buttons that need the email address alone. */
function onEmailClick(id: string, work: (email: string) => Promise<void>): void {
  byId(id).addEventListener("click", () => {
    const input = field("password-form", "email");
    if (input.reportValidity()) step(w.sending, () => work(input.value.trim()));
  });
}

function onSubmit(id: typeof FORMS[number], text: string, work: () => Promise<void>): void {
  form(id).addEventListener("submit", (event) => {
    event.preventDefault();
    step(text, work);
  });
}

onSubmit("password-form", w.signingIn, async () => {
  const password = field("password-form", "password").value;
  const { data } = check(await auth.signInWithPassword({ email: emailOf(), password }));
  await handOver(data.session!);
});

byId("sign-up").addEventListener("click", () => {
  if (!form("password-form").reportValidity()) return;
  step(w.creating, async () => {
    const [email, password] = [emailOf(), field("password-form", "password").value];
    const { data } = check(await auth.signUp({ email, password, options: { emailRedirectTo: redirectTo } }));
    if (data.session) return await handOver(data.session);
    expectMail("signup", w.confirmSent(email));
  });
});

onEmailClick("send-link", async (email) => {
  check(await auth.signInWithOtp({ email, options: { emailRedirectTo: redirectTo } }));
  expectMail("email", w.linkSent(email));
});

onEmailClick("forgot", async (email) => {
  check(await auth.resetPasswordForEmail(email, { redirectTo }));
  expectMail("recovery", w.resetSent(email));
});

onEmailClick("resend", async (email) => {
  check(await auth.resend({ type: "signup", email, options: { emailRedirectTo: redirectTo } }));
  expectMail("signup", w.confirmSent(email));
});

onSubmit("code-form", w.checking, async () => {
  const token = field("code-form", "code").value.replaceAll(" ", "");
  const { data } = check(await auth.verifyOtp({ email: emailOf(), token, type: codeType }));
  if (codeType === "recovery") return askNewPassword();
  await handOver(data.session!);
});

byId("back").addEventListener("click", () => {
  say("");
  byId("problem").textContent = "";
  showForm("password-form");
});

function askNewPassword(): void {
  showForm("new-password-form");
  say(w.chooseNew);
}

onSubmit("new-password-form", w.saving, async () => {
  check(await auth.updateUser({ password: field("new-password-form", "password").value }));
  const { data } = check(await auth.getSession());
  await handOver(data.session!);
});

onClick("retry", w.asking, start);

/** Shows what the project has on. */
async function start(): Promise<void> {
  byId("retry-row").hidden = false; // until the project has answered
  const { hasEmail, allowsSignUp, providers } = await readSettings(url, key);
  byId("retry-row").hidden = true;
  byId("sign-up").hidden = !allowsSignUp;
  byId("providers").replaceChildren(...providers.map((provider) => {
    const button = make("button", { type: "button", class: "button" }, w.continueWith(providerLabel(provider)));
    button.addEventListener("click", () =>
      step(w.goingTo(providerLabel(provider)), async () => {
        check(await auth.signInWithOAuth({ provider: provider as "google", options: { redirectTo } }));
      }));
    return make("li", {}, button);
  }));
  say(hasEmail || providers.length > 0 ? "" : w.nothingOn);
  showForm(hasEmail ? "password-form" : null);
  byId("providers").hidden = providers.length === 0;
}

/** Ends what a link of a mail or a provider began: its answer is in the address. */
async function finishLink(query: URLSearchParams): Promise<boolean> {
  const code = query.get("code");
  const [error_code, description] = [query.get("error_code"), query.get("error_description")];
  if (!code && !query.has("error")) return false;
  history.replaceState(null, "", location.pathname); // a reload must not use it again
  if (!code) throw { code: error_code ?? undefined, message: description ?? query.get("error")! };
  const { data } = check(await auth.exchangeCodeForSession(code));
  if ((data as { redirectType?: string | null }).redirectType === "recovery") askNewPassword();
  else await handOver(data.session!);
  return true;
}

const query = new URLSearchParams(location.search);
const isReturn = query.has("code") || query.has("error");
if (!isReturn) rememberNextPage(query.get("next"));
await step(w.asking, async () => {
  if (!await finishLink(query)) await start();
});
const problem = byId("problem").textContent;
if (isReturn && problem) { // the link did not work: the forms are there for another try
  await step(w.asking, start);
  byId("problem").textContent = problem;
}
