import { messageOf } from "../core/errors.ts";
import { originOf } from "./origin.ts";

/**
 * Asks the server on this machine whether it answers: for a container's health check, which has no curl.
 *
 * @returns the exit code: 0 where it does
 */
export async function health({ host, port }: { host: string; port: number }): Promise<number> {
  const url = `${originOf(host, port)}/health`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(4000) });
    console.log((await response.text()).trim());
    return response.ok ? 0 : 1;
  } catch (error) {
    console.error(`${url} does not answer: ${messageOf(error)}`);
    return 1;
  }
}
