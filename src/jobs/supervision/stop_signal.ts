import { startsSoFar } from "./supervise.ts";

/**
 * Aborted by the first SIGINT or SIGTERM. A second signal of the same kind ends the process at once.
 *
 * One of each kind does not: at Ctrl-C a worker gets SIGINT from the terminal and SIGTERM from its server, and still
 * has to hand back its jobs. A supervised process ignores a second signal of the same kind too: one may come from the
 * service manager and one from its supervisor, which kills it if it does not end.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const isSupervised = startsSoFar() > 0;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    let count = 0;
    Deno.addSignalListener(name, () => ++count > 1 && !isSupervised ? Deno.exit(130) : controller.abort());
  }
  return controller.signal;
}
