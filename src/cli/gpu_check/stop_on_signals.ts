const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * Catches the signals that end a program, but for those that it was started to ignore, as by `nohup`. The first one
 * aborts `signal`, with the reason "by SIGINT" and so on, so that the program can end in order; the next one ends it at
 * once.
 */
export function stopOnSignals(): { signal: AbortSignal; close(): void } {
  const stop = new AbortController();
  const ignored = ignoredSignals();
  const listeners = (Object.keys(SIGNALS) as (keyof typeof SIGNALS)[])
    .filter((name) => (ignored >> BigInt(SIGNALS[name] - 1) & 1n) === 0n)
    .map((name) => ({ name, listener: () => stop.abort(`by ${name}`) }));
  const close = () => {
    for (const { name, listener } of listeners.splice(0)) Deno.removeSignalListener(name, listener);
  };
  for (const { name, listener } of listeners) Deno.addSignalListener(name, listener);
  stop.signal.addEventListener("abort", close);
  return { signal: stop.signal, close };
}

/** A bit for each signal that this process ignores. */
function ignoredSignals(): bigint {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1];
    return BigInt(`0x${mask ?? 0}`);
  } catch {
    return 0n; // not Linux
  }
}
