import { sentence } from "../../shared/format.ts";
import { formats } from "./formats.ts";

const { plural } = formats;

export const signIn = {
  title: "Sign in",
  already: (name: string) => `You are signed in already, as ${name}.`,
  toLibrary: "Go to the library",
  toWanted: "Go to the page that you wanted",
  owner: "The owner",
  token: "Password of this server (its token)",
  signIn: "Sign in",
  signInAsOwner: "Sign in as the owner",
  refusedLink: "This sign-in link is not valid any more. Type the password of this server, or ask for a new link.",
  refusedToken: "This is not the password of this server's owner. Copy the whole of it.",
  refusedWait: (seconds: number) =>
    `There were too many wrong tries from here. Try again in ${
      plural(seconds, { one: "# second", other: "# seconds" })
    }.`,
  helpWho:
    "Only the owner of this server signs in here. Are you not the owner? Ask them to sign in, or to make the video unlisted or public.",
  helpWhere:
    "Are you the owner? You find the sign-in link where you started the server: it is shown there at each start.",
  helpMore: "For people who run this server",
  helpCommands: "On the server's machine, one of these shows the sign-in link again:",
  commands: { source: "from the source", program: "with the program", container: "in a container" },
  helpToken:
    "The link holds the owner's token. It is what <setting/> says, or it is in the file <file/> of the data folder; <command/> shows it. Programs send it as a header:",
  helpWait:
    "After ten wrong tries from one place, the next one has to wait for up to a minute. A browser that was signed in before does not have to wait because of others.",
  helpWithout: "Without signing in you can watch public videos, and unlisted ones with their link.",
  account: {
    needsScript: "To sign in with an account, switch on JavaScript in your browser.",
    email: "Email",
    password: "Password",
    create: "Create an account",
    sendLink: "Email me a sign-in link",
    forgot: "I forgot my password",
    openMail:
      "Open the link from the email in this browser. If the email has a code of digits, you can type it here instead.",
    code: "Code",
    useCode: "Use the code",
    back: "Back",
    newPassword: "New password",
    saveAndSignIn: "Save and sign in",
    resend: "Send the confirmation again",
    others: "Other accounts",
  },
};

export const signInScript = {
  signingIn: "Signing in",
  sending: "Sending",
  creating: "Creating the account",
  checking: "Checking the code",
  saving: "Saving",
  asking: "Asking the sign-in service",
  confirmSent: (email: string) => `An email is on its way to ${email}. Its link confirms the address.`,
  linkSent: (email: string) => `An email with a sign-in link is on its way to ${email}.`,
  resetSent: (email: string) =>
    `If there is an account for ${email}, an email is on its way. It lets you set a new password.`,
  chooseNew: "Choose a new password.",
  continueWith: (provider: string) => `Continue with ${provider}`,
  goingTo: (provider: string) => `Going to ${provider}`,
  nothingOn: "There is no way to sign in here at the moment: all of them are switched off.",
  /** By the error code of Supabase Auth. */
  problems: {
    invalid_credentials: "The email address or the password is wrong.",
    email_not_confirmed:
      "This email address is not confirmed yet: open the link in the email that came after signing up.",
    user_already_exists: "There is an account with this email address already: sign in, or ask for a new password.",
    email_exists: "There is an account with this email address already: sign in, or ask for a new password.",
    signup_disabled: "New accounts can't be made here: ask who runs this server.",
    otp_disabled: "There is no account with this email address, and new ones can't be made here.",
    email_provider_disabled: "Signing in by email is switched off here.",
    email_address_invalid: "This email address can't be used.",
    email_address_not_authorized: "No email can be sent to this address: ask who runs this server.",
    user_banned: "This account is blocked.",
    over_request_rate_limit: "Too many tries: wait a few minutes, then try again.",
    over_email_send_rate_limit: "Too many emails were sent: wait some minutes, then try again.",
    otp_expired: "This link or code is not valid any more: each works once, and for a limited time. Ask for a new one.",
    flow_state_not_found: "This link was used already, or is too old: ask for a new one.",
    flow_state_expired: "This link is too old: ask for a new one.",
    bad_code_verifier: "Open the link in the same browser in which you asked for it, or ask for a new one here.",
    same_password: "The new password must differ from the old one.",
    captcha_failed: "The sign-in service wants a check against robots, which this page does not have.",
    provider_disabled: "This way to sign in is switched off here.",
  },
  failed: (host: string, status: number) =>
    `The sign-in service at ${host} answers with an error (${status}). Try again in a moment.`,
  unreachable: (host: string) =>
    `The sign-in service at ${host} can't be reached. Check your connection and try again.`,
  wrongKey: (host: string) =>
    `The sign-in service at ${host} refuses this server. Tell whoever runs it: SUPABASE_ANON_KEY is wrong.`,
  other: (message: string) => sentence(message),
};
