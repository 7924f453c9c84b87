/** Who asks: by a token, or by a session that a browser holds. Owners of the server may change everything on it. */
export interface Auth {
  /** @returns null where the request shows no credential, or a wrong one */
  authenticate(request: Request): Promise<{ user: string; isOwner: boolean } | null>;
}
