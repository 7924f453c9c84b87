/** A signed-in user. */
export interface Identity {
  /** The value of `videos.owner` for what this user uploads. */
  user: string;
  /** What pages show: an email address where there is one. */
  name: string;
  /** May see and change everything on this server. */
  isAdministrator: boolean;
}

/** Identifies the user of a request, by a token or by a browser session. */
export interface Auth {
  /**
   * @param address of the client, if known
   * @param options.isCounted false where nobody guesses: a request that was let in is looked at again. It never waits
   * @returns null if the request has no credential, a wrong cookie, or a key that stands for nobody
   * @throws {UnauthorizedError} for a wrong Bearer token: a typing error must not look like a missing video
   * @throws {TooManyAttemptsError} after too many wrong tokens of this address
   * @throws {UnavailableError} if what is needed to check the credential can't be reached now
   */
  authenticate(request: Request, address?: string, options?: { isCounted: boolean }): Promise<Identity | null>;
}
