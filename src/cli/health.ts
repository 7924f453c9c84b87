import { messageOf } from "../core/errors.ts";
import { originOf } from "./origin.ts";

/**
 * The command `health`, for the health check of a container without curl: asks the server on this machine.
 *
 * @returns the exit code: 0 if the server answers
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
