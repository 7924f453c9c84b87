/** Identifies the user of a request, by a token or by a browser session. Owners of the server may change everything. */
export interface Auth {
  /** @returns null if the request has no credential, or a wrong one */
  authenticate(request: Request): Promise<{ user: string; isOwner: boolean } | null>;
}
