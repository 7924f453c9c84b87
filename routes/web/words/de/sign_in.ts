import type * as en from "../en/sign_in.ts";
import { formats } from "./formats.ts";

const { plural } = formats;

export const signIn: typeof en.signIn = {
  title: "Anmelden",
  already: (name) => `Du bist bereits als ${name} angemeldet.`,
  toLibrary: "Zur Mediathek",
  toWanted: "Zur gewünschten Seite",
  owner: "Besitzer",
  token: "Passwort dieses Servers (sein Token)",
  signIn: "Anmelden",
  signInAsOwner: "Als Besitzer anmelden",
  refusedLink:
    "Dieser Anmeldelink ist nicht mehr gültig. Gib das Passwort dieses Servers ein oder bitte um einen neuen Link.",
  refusedToken: "Das ist nicht das Passwort des Besitzers dieses Servers. Kopiere es vollständig.",
  refusedWait: (seconds) =>
    `Von hier gab es zu viele falsche Versuche. Versuche es in ${
      plural(seconds, { one: "# Sekunde", other: "# Sekunden" })
    } wieder.`,
  helpWho:
    "Hier meldet sich nur der Besitzer dieses Servers an. Bist du das nicht? Bitte ihn, sich anzumelden oder das Video nicht gelistet oder öffentlich zu machen.",
  helpWhere:
    "Bist du der Besitzer? Du findest den Anmeldelink dort, wo du den Server gestartet hast: Er wird bei jedem Start angezeigt.",
  helpMore: "Für alle, die diesen Server betreiben",
  helpCommands: "Auf der Maschine des Servers zeigt einer dieser Befehle den Anmeldelink noch einmal:",
  commands: { source: "aus dem Quellcode", program: "mit dem Programm", container: "in einem Container" },
  helpToken:
    "Der Link enthält das Token des Besitzers. Es ist das, was <setting/> angibt, oder es steht in der Datei <file/> des Datenordners; <command/> zeigt es. Programme senden es als Header:",
  helpWait:
    "Nach zehn falschen Versuchen vom selben Ort muss der nächste bis zu einer Minute warten. Ein Browser, der schon angemeldet war, muss nicht wegen anderer warten.",
  helpWithout: "Ohne Anmeldung kannst du öffentliche Videos ansehen und nicht gelistete mit ihrem Link.",
  account: {
    needsScript: "Um dich mit einem Konto anzumelden, schalte JavaScript in deinem Browser ein.",
    email: "E-Mail",
    password: "Passwort",
    create: "Konto erstellen",
    sendLink: "Anmeldelink per E-Mail senden",
    forgot: "Passwort vergessen",
    openMail:
      "Öffne den Link aus der E-Mail in diesem Browser. Wenn die E-Mail einen Code aus Ziffern enthält, kannst du ihn auch hier eingeben.",
    code: "Code",
    useCode: "Code verwenden",
    back: "Zurück",
    newPassword: "Neues Passwort",
    saveAndSignIn: "Speichern und anmelden",
    resend: "Bestätigung noch einmal senden",
    others: "Andere Konten",
  },
};

export const signInScript: typeof en.signInScript = {
  signingIn: "Anmeldung läuft",
  sending: "Wird gesendet",
  creating: "Konto wird erstellt",
  checking: "Code wird geprüft",
  saving: "Wird gespeichert",
  asking: "Der Anmeldedienst wird gefragt",
  confirmSent: (email) => `Eine E-Mail ist unterwegs an ${email}. Ihr Link bestätigt die Adresse.`,
  linkSent: (email) => `Eine E-Mail mit einem Anmeldelink ist unterwegs an ${email}.`,
  resetSent: (email) =>
    `Wenn es ein Konto für ${email} gibt, ist eine E-Mail unterwegs. Damit kannst du ein neues Passwort setzen.`,
  chooseNew: "Wähle ein neues Passwort.",
  continueWith: (provider) => `Weiter mit ${provider}`,
  goingTo: (provider) => `Weiter zu ${provider}`,
  nothingOn: "Hier gibt es gerade keinen Weg, sich anzumelden: Alle sind ausgeschaltet.",
  problems: {
    invalid_credentials: "Die E-Mail-Adresse oder das Passwort ist falsch.",
    email_not_confirmed:
      "Diese E-Mail-Adresse ist noch nicht bestätigt: Öffne den Link in der E-Mail, die nach der Registrierung kam.",
    user_already_exists:
      "Mit dieser E-Mail-Adresse gibt es schon ein Konto: Melde dich an oder setze ein neues Passwort.",
    email_exists: "Mit dieser E-Mail-Adresse gibt es schon ein Konto: Melde dich an oder setze ein neues Passwort.",
    signup_disabled: "Hier können keine neuen Konten erstellt werden: Frage, wer diesen Server betreibt.",
    otp_disabled: "Mit dieser E-Mail-Adresse gibt es kein Konto, und neue können hier nicht erstellt werden.",
    email_provider_disabled: "Die Anmeldung per E-Mail ist hier ausgeschaltet.",
    email_address_invalid: "Diese E-Mail-Adresse kann nicht verwendet werden.",
    email_address_not_authorized:
      "An diese Adresse kann keine E-Mail gesendet werden: Frage, wer diesen Server betreibt.",
    user_banned: "Dieses Konto ist gesperrt.",
    over_request_rate_limit: "Zu viele Versuche: Warte ein paar Minuten und versuche es dann wieder.",
    over_email_send_rate_limit: "Zu viele E-Mails wurden gesendet: Warte ein paar Minuten und versuche es dann wieder.",
    otp_expired:
      "Dieser Link oder Code ist nicht mehr gültig: Jeder gilt einmal und für begrenzte Zeit. Fordere einen neuen an.",
    flow_state_not_found: "Dieser Link wurde schon verwendet oder ist zu alt: Fordere einen neuen an.",
    flow_state_expired: "Dieser Link ist zu alt: Fordere einen neuen an.",
    bad_code_verifier:
      "Öffne den Link in dem Browser, in dem du ihn angefordert hast, oder fordere hier einen neuen an.",
    same_password: "Das neue Passwort muss sich vom alten unterscheiden.",
    captcha_failed: "Der Anmeldedienst verlangt eine Prüfung gegen Roboter, die diese Seite nicht hat.",
    provider_disabled: "Dieser Weg der Anmeldung ist hier ausgeschaltet.",
  },
  failed: (host, status) =>
    `Der Anmeldedienst auf ${host} antwortet mit einem Fehler (${status}). Versuche es gleich noch einmal.`,
  unreachable: (host) => `Der Anmeldedienst auf ${host} ist nicht erreichbar. Prüfe deine Verbindung.`,
  wrongKey: (host) =>
    `Der Anmeldedienst auf ${host} lehnt diesen Server ab. Sag denen Bescheid, die ihn betreiben: SUPABASE_ANON_KEY ist falsch.`,
  other: (message) => `Die Anmeldung hat nicht geklappt (${message}).`,
};
