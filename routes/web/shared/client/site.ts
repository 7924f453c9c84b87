/**
 * The path below which a proxy shows this server: what stands before `/assets/` in the address of this script. Empty
 * where the server has the host to itself.
 */
export const SITE_PATH = new URL(import.meta.url).pathname.replace(/\/assets\/[^/]*$/, "");

/** The address of a path of this server, such as `/api/videos`. One that the server gave is left as it is. */
export function sitePath(path: string): string {
  return SITE_PATH && !path.startsWith(`${SITE_PATH}/`) ? SITE_PATH + path : path;
}
