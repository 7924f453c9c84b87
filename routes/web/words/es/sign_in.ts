import type * as en from "../en/sign_in.ts";
import { formats } from "./formats.ts";

const { plural } = formats;

export const signIn: typeof en.signIn = {
  title: "Iniciar sesión",
  already: (name) => `Ya has iniciado sesión como ${name}.`,
  toLibrary: "Ir a la biblioteca",
  toWanted: "Ir a la página que querías",
  owner: "El propietario",
  token: "Contraseña de este servidor (su token)",
  signIn: "Iniciar sesión",
  signInAsOwner: "Iniciar sesión como propietario",
  refusedLink:
    "Este enlace de inicio de sesión ya no es válido. Escribe la contraseña del servidor o pide un enlace nuevo.",
  refusedToken: "Esta no es la contraseña del propietario de este servidor. Cópiala entera.",
  refusedWait: (seconds) =>
    `Ha habido demasiados intentos fallidos desde aquí. Inténtalo de nuevo en ${
      plural(seconds, { one: "# segundo", other: "# segundos" })
    }.`,
  helpWho:
    "Aquí solo inicia sesión el propietario de este servidor. ¿No eres tú? Pídele que inicie sesión o que haga el vídeo oculto o público.",
  helpWhere:
    "¿Eres el propietario? El enlace de inicio de sesión está donde iniciaste el servidor: se muestra allí en cada inicio.",
  helpMore: "Para quienes administran este servidor",
  helpCommands: "En la máquina del servidor, una de estas órdenes vuelve a mostrar el enlace:",
  commands: { source: "desde el código fuente", program: "con el programa", container: "en un contenedor" },
  helpToken:
    "El enlace contiene el token del propietario. Es lo que dice <setting/>, o está en el archivo <file/> de la carpeta de datos; <command/> lo muestra. Los programas lo envían como cabecera:",
  helpWait:
    "Después de diez intentos fallidos desde un mismo lugar, el siguiente tiene que esperar hasta un minuto. Un navegador que ya había iniciado sesión no tiene que esperar por culpa de otros.",
  helpWithout: "Sin iniciar sesión puedes ver los vídeos públicos, y los ocultos con su enlace.",
  account: {
    needsScript: "Para iniciar sesión con una cuenta, activa JavaScript en tu navegador.",
    email: "Correo electrónico",
    password: "Contraseña",
    create: "Crear una cuenta",
    sendLink: "Enviarme un enlace por correo",
    forgot: "He olvidado mi contraseña",
    openMail:
      "Abre el enlace del correo en este navegador. Si el correo trae un código de cifras, también puedes escribirlo aquí.",
    code: "Código",
    useCode: "Usar el código",
    back: "Volver",
    newPassword: "Contraseña nueva",
    saveAndSignIn: "Guardar e iniciar sesión",
    resend: "Reenviar la confirmación",
    others: "Otras cuentas",
  },
};

export const signInScript: typeof en.signInScript = {
  signingIn: "Iniciando sesión",
  sending: "Enviando",
  creating: "Creando la cuenta",
  checking: "Comprobando el código",
  saving: "Guardando",
  asking: "Consultando el servicio de inicio de sesión",
  confirmSent: (email) => `Hay un correo en camino a ${email}. Su enlace confirma la dirección.`,
  linkSent: (email) => `Hay un correo con un enlace para iniciar sesión en camino a ${email}.`,
  resetSent: (email) =>
    `Si existe una cuenta para ${email}, hay un correo en camino. Con él podrás elegir otra contraseña.`,
  chooseNew: "Elige una contraseña nueva.",
  continueWith: (provider) => `Continuar con ${provider}`,
  goingTo: (provider) => `Yendo a ${provider}`,
  nothingOn: "Ahora no hay ninguna forma de iniciar sesión aquí: todas están desactivadas.",
  problems: {
    invalid_credentials: "El correo o la contraseña no son correctos.",
    email_not_confirmed: "Este correo aún no está confirmado: abre el enlace del mensaje que llegó al registrarte.",
    user_already_exists: "Ya hay una cuenta con este correo: inicia sesión o pide una contraseña nueva.",
    email_exists: "Ya hay una cuenta con este correo: inicia sesión o pide una contraseña nueva.",
    signup_disabled: "Aquí no se pueden crear cuentas nuevas: pregunta a quien administra este servidor.",
    otp_disabled: "No hay ninguna cuenta con este correo, y aquí no se pueden crear nuevas.",
    email_provider_disabled: "El inicio de sesión por correo está desactivado aquí.",
    email_address_invalid: "Esta dirección de correo no se puede usar.",
    email_address_not_authorized:
      "No se puede enviar correo a esta dirección: pregunta a quien administra este servidor.",
    user_banned: "Esta cuenta está bloqueada.",
    over_request_rate_limit: "Demasiados intentos: espera unos minutos y vuelve a intentarlo.",
    over_email_send_rate_limit: "Se enviaron demasiados correos: espera unos minutos y vuelve a intentarlo.",
    otp_expired: "Este enlace o código ya no es válido: cada uno sirve una vez y por tiempo limitado. Pide uno nuevo.",
    flow_state_not_found: "Este enlace ya se usó o es demasiado antiguo: pide uno nuevo.",
    flow_state_expired: "Este enlace es demasiado antiguo: pide uno nuevo.",
    bad_code_verifier: "Abre el enlace en el mismo navegador en que lo pediste, o pide uno nuevo aquí.",
    same_password: "La contraseña nueva tiene que ser distinta de la anterior.",
    captcha_failed: "El servicio de inicio de sesión pide una comprobación contra robots que esta página no tiene.",
    provider_disabled: "Esta forma de iniciar sesión está desactivada aquí.",
  },
  failed: (host, status) =>
    `El servicio de inicio de sesión de ${host} responde con un error (${status}). Inténtalo de nuevo en un momento.`,
  unreachable: (host) => `No se puede conectar con el servicio de inicio de sesión de ${host}. Comprueba tu conexión.`,
  wrongKey: (host) =>
    `El servicio de inicio de sesión de ${host} rechaza este servidor. Avisa a quien lo administra: SUPABASE_ANON_KEY no es correcta.`,
  other: (message) => `No se pudo iniciar sesión (${message}).`,
};
