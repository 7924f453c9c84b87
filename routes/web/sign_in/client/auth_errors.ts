import { sentence } from "../../shared/format.ts";

/** An error of supabase-js. */
export interface AuthProblem {
  name?: string;
  message: string;
  status?: number;
  code?: string;
}

/** What a person reads, by the error code of Supabase Auth. */
const TEXTS: Record<string, string> = {
  invalid_credentials: "The email address or the password is wrong.",
  email_not_confirmed: "This email address is not confirmed yet: open the link in the mail that came after signing up.",
  user_already_exists: "There is an account with this email address already: sign in, or ask for a new password.",
  email_exists: "There is an account with this email address already: sign in, or ask for a new password.",
  signup_disabled: "New accounts can't be made here: ask who runs this server.",
  otp_disabled: "There is no account with this email address, and new ones can't be made here.",
  email_provider_disabled: "Signing in by email is switched off in the Supabase project.",
  email_address_invalid: "This is no email address that can be used.",
  email_address_not_authorized:
    "The Supabase project sends no mail to this address: it needs a mail server of its own.",
  user_banned: "This account is blocked.",
  over_request_rate_limit: "Too many tries: wait a few minutes, then try again.",
  over_email_send_rate_limit: "Too many mails were sent: wait some minutes, then try again.",
  otp_expired: "This link or code is not valid any more: each works once, and for a limited time. Ask for a new one.",
  flow_state_not_found: "This link was used already, or is too old: ask for a new one.",
  flow_state_expired: "This link is too old: ask for a new one.",
  bad_code_verifier: "Open the link in the same browser in which you asked for it, or ask for a new one here.",
  same_password: "The new password must differ from the old one.",
  captcha_failed: "The Supabase project asks for a captcha, which this page does not have.",
  provider_disabled: "This way to sign in is switched off in the Supabase project.",
};

/** Codes by message, where a gateway hides the header without which supabase-js does not read the code. */
const CODES: Record<string, string> = {
  "Invalid login credentials": "invalid_credentials",
  "Email not confirmed": "email_not_confirmed",
  "User already registered": "user_already_exists",
  "Token has expired or is invalid": "otp_expired",
};

/** The code of an error of supabase-js. */
export function authErrorCode({ code, message }: AuthProblem): string | undefined {
  return code ?? CODES[message];
}

/** The text of an error of the Supabase project for a person. @param host of the project */
export function authErrorText(problem: AuthProblem, host: string): string {
  const { name, message, status } = problem;
  const code = authErrorCode(problem);
  if (name === "AuthPKCECodeVerifierMissingError") return TEXTS.bad_code_verifier;
  if (name === "AuthRetryableFetchError") {
    return status
      ? `The Supabase project at ${host} answers with an error (${status}). Try again in a moment.`
      : `The Supabase project at ${host} can't be reached. Look at the connection and try again.`;
  }
  if (code !== undefined && Object.hasOwn(TEXTS, code)) return TEXTS[code];
  if (status === 429) return TEXTS.over_request_rate_limit;
  if (status === 401) return `The Supabase project at ${host} refuses this server's key: SUPABASE_ANON_KEY is wrong.`;
  return sentence(message);
}
