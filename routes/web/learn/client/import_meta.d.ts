/** ml/transformer has files that also run as programs in Deno; in a browser `main` is undefined. */
interface ImportMeta {
  readonly main: boolean;
}
