/** The part of swagger-ui-dist that the page uses: the package has no types. */
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  export default function SwaggerUI(options: {
    domNode: Element;
    url: string;
    deepLinking?: boolean;
    docExpansion?: "list" | "full" | "none";
    validatorUrl?: string | null;
    tryItOutEnabled?: boolean;
    defaultModelsExpandDepth?: number;
    syntaxHighlight?: boolean;
  }): void;
}
