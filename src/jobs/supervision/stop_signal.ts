import { startsSoFar } from "./supervise.ts";

/**
 * Aborted by the first SIGINT or SIGTERM; the same one again ends the process at once. One of each does not: at Ctrl-C a
 * worker gets SIGINT from the terminal and SIGTERM from its server, and has jobs to hand back. Nor do two in a supervised
 * process: a service manager signals all processes of a service, and so does the supervisor, which has SIGKILL for one
 * that does not end.
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
