/** Some files of ml/transformer are also Deno programs and read `import.meta.main`, undefined in a browser. */
interface ImportMeta {
  readonly main: boolean;
}
