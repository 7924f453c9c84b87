/// <reference path="./swagger_ui.d.ts" />
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

const root = document.documentElement;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function showTheme(): void {
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches;
  root.classList.toggle("dark-mode", isDark);
}

showTheme();
prefersDark.addEventListener("change", showTheme);

SwaggerUI({
  domNode: document.getElementById("docs")!,
  url: new URL("openapi.json", location.href).href, // beside this page, also under a path of a proxy
  deepLinking: true,
  docExpansion: "none", // with more than about 130 open operations it draws some of them and stops
  validatorUrl: null, // it would be a server on the internet
  defaultModelsExpandDepth: 0,
});
