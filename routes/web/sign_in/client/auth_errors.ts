import { signInScript as w } from "../../words/en/sign_in.ts";

const TEXTS: Record<string, string> = w.problems;

/** An error of supabase-js. */
export interface AuthProblem {
  name?: string;
  message: string;
  status?: number;
  code?: string;
}

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
    return status ? w.failed(host, status) : w.unreachable(host);
  }
  if (code !== undefined && Object.hasOwn(TEXTS, code)) return TEXTS[code];
  if (status === 429) return TEXTS.over_request_rate_limit;
  if (status === 401) return w.wrongKey(host);
  return w.other(message);
}
