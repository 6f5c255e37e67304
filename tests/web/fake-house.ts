// SPDX-License-Identifier: Apache-2.0
// An honest house in memory, for the models of accounts and alliances: it answers the calls of
// docs/protocol.md as the daemon does, and can be told to be out of reach.

import { type Http, HttpError } from '../../web/src/net/http';

type Body = Record<string, unknown>;
type Account = Body & { account: string; login: string; slots: Body[] };
type Alliance = Body & { id: string; conversation: string; members: Body[] };
type Invited = {
  id: string;
  token_hash: string;
  alliance: string | null;
  body: Body;
  state: string;
};

/** A server's state; `as` gives one device's view of it. */
export class FakeHouse {
  readonly accounts = new Map<string, Account>();
  readonly authKeys = new Map<string, string>();
  readonly alliances: Alliance[] = [];
  readonly invitations: Invited[] = [];
  readonly grants: Body[] = [];
  readonly calls: string[] = [];
  nowMs = Date.parse('2026-11-22T10:00:00Z');
  /** Fails the next calls whose name matches, before (`lost`) or after (`late`) they were done. */
  broken: { call: RegExp; when: 'lost' | 'late'; times: number } | null = null;
  private ids = 0;

  /** A new link of the house's own, for a therapist. */
  firstLink(): string {
    const token = Buffer.alloc(32, ++this.ids).toString('base64url');
    this.invitations.push({
      id: 'first',
      token_hash: token,
      alliance: null,
      body: {},
      state: 'open',
    });
    return token;
  }

  /** One device, with its own login. */
  device(): Http {
    const session: { account: string | null } = { account: null };
    const run = async (method: string, path: string, body: Body = {}) => {
      const call = `${method} ${path}`;
      this.calls.push(call);
      const broken = this.broken?.call.test(call) === true && this.broken.times-- > 0;
      if (broken && this.broken?.when === 'lost') throw offline();
      const answer = structuredClone(await this.answer(call, body, session));
      if (broken) throw offline();
      return answer;
    };
    return {
      get: (path) => run('GET', path),
      post: (path, body) => run('POST', path, structuredClone(body) as Body),
      put: (path, body) => run('PUT', path, structuredClone(body) as Body),
      delete: (path) => run('DELETE', path),
    };
  }

  private async answer(
    call: string,
    body: Body,
    session: { account: string | null },
  ): Promise<unknown> {
    const me = () => {
      const found = [...this.accounts.values()].find((one) => one.account === session.account);
      if (found === undefined) throw new HttpError(401, 'signed_out', 'Please sign in again.');
      return found;
    };
    switch (call) {
      case 'GET /api/hello':
        return { practice: 'Test', now_ms: this.nowMs, version: '1', talk_mirror: true, help: [] };
      case 'GET /api/accounts/me':
        return me();
      case 'POST /api/accounts/logout':
        session.account = null;
        return {};
      case 'POST /api/accounts/salt':
        return this.salt(body);
      case 'POST /api/accounts/login': {
        const known = this.accounts.get(String(body.login));
        if (!known || this.authKeys.get(`${body.login}|${body.slot}`) !== body.auth_key) {
          throw new HttpError(401, 'signed_out', 'This does not belong together.');
        }
        session.account = known.account;
        return known;
      }
      case 'POST /api/invitations/look':
        return this.look(await this.invited(body.token));
      case 'POST /api/accounts':
        return this.signUp(body, session);
      case 'PUT /api/accounts/slots/passphrase':
      case 'PUT /api/accounts/slots/recovery':
        this.putSlot(me(), call.endsWith('recovery') ? 'recovery' : 'passphrase', body);
        return {};
      case 'POST /api/accounts/slots/recovery/proved': {
        if (this.authKeys.get(`${me().login}|recovery`) !== body.auth_key) {
          throw new HttpError(400, 'bad_input', 'No.', 'auth_key');
        }
        const slot = me().slots.find((one) => one.kind === 'recovery');
        if (slot) slot.proved_ms = this.nowMs;
        return {};
      }
      case 'GET /api/alliances':
        return { alliances: this.alliances.filter((one) => isMember(one, me().account)) };
      case 'POST /api/alliances':
        this.found(body, me());
        return { id: body.id };
      default:
        return this.answerBelow(call, body, me());
    }
  }

  private answerBelow(call: string, body: Body, me: Account): unknown {
    const grants = call.match(/^GET \/api\/conversations\/([^/]+)\/grants$/);
    if (grants) {
      const mine = this.grants.filter(
        (grant) => grant.conversation === grants[1] && grant.member === me.account,
      );
      return { grants: mine, newest: Math.max(0, ...mine.map((grant) => Number(grant.epoch))) };
    }
    const invite = call.match(/^POST \/api\/alliances\/([^/]+)\/invitations$/);
    if (invite) {
      const alliance = this.alliances.find((one) => one.id === invite[1]);
      const id = `invitation-${++this.ids}`;
      const expires_ms = this.nowMs + Number(body.days) * 86_400_000;
      const token_hash = String(body.token_hash);
      this.invitations.push({ id, token_hash, alliance: invite[1] ?? '', body, state: 'open' });
      if (alliance) {
        alliance.invitation = { id, state: 'open', expires_ms };
        alliance.links = [alliance.invitation];
      }
      return { id, expires_ms };
    }
    const revoke = call.match(/^DELETE \/api\/invitations\/(.+)$/);
    if (revoke) {
      const invited = this.invitations.find((one) => one.id === revoke[1]);
      if (invited) invited.state = 'revoked';
      for (const { invitation } of this.alliances) {
        if ((invitation as Body | null)?.id === revoke[1]) (invitation as Body).state = 'revoked';
      }
      return {};
    }
    throw new HttpError(404, 'not_found', `no ${call}`);
  }

  private salt({ login, slot }: Body): Body {
    const known = this.accounts.get(String(login))?.slots.find((one) => one.kind === slot);
    const { salt, memory_kib, passes, lanes } = known ?? {
      salt: 'A'.repeat(22),
      memory_kib: slot === 'recovery' ? 0 : 65536,
      passes: slot === 'recovery' ? 0 : 3,
      lanes: slot === 'recovery' ? 0 : 1,
    };
    return { scheme: 1, salt, memory_kib, passes, lanes };
  }

  private async invited(token: unknown): Promise<Invited> {
    const bytes = Buffer.from(String(token), 'base64url');
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('base64url');
    const found = this.invitations.find(
      (one) => one.token_hash === hash || one.token_hash === token,
    );
    if (found?.state !== 'open') throw new HttpError(410, 'gone', 'This link was used.');
    return found;
  }

  private look(invited: Invited): Body {
    const alliance = this.alliances.find((one) => one.id === invited.alliance);
    const therapist = alliance?.members[0];
    return {
      role: alliance ? 'client' : 'therapist',
      alliance: alliance?.id ?? null,
      conversation: alliance?.conversation ?? null,
      therapist: therapist
        ? {
            account: therapist.account,
            name: therapist.name,
            public_key: therapist.public_key,
          }
        : null,
      welcome: invited.body.welcome ?? null,
      expires_ms: this.nowMs + 86_400_000,
    };
  }

  private async signUp(body: Body, session: { account: string | null }): Promise<Body> {
    const invited = await this.invited(body.token);
    const login = String(body.login);
    if (this.accounts.has(login)) throw new HttpError(409, 'conflict', 'Taken.', 'login');
    const alliance = this.alliances.find((one) => one.id === invited.alliance);
    const account = `account-${++this.ids}`;
    const made: Account = {
      account,
      login,
      role: alliance ? 'client' : 'therapist',
      name: body.name,
      public_key: body.public_key,
      sealed_key: body.sealed_key,
      created_ms: this.nowMs,
      second_factor: 'offered',
      totp_ms: null,
      passkeys: [],
      tidings: [],
      slots: [],
    };
    this.accounts.set(login, made);
    const { salt, memory_kib, passes, lanes } = body;
    this.putSlot(made, 'passphrase', {
      ...(body.passphrase as Body),
      ...{ salt, memory_kib, passes, lanes },
    });
    this.putSlot(made, 'recovery', {
      ...(body.recovery as Body),
      ...{ salt, memory_kib: 0, passes: 0, lanes: 0 },
    });
    if (alliance) {
      alliance.members.push({ ...this.member(made), introduction: body.introduction });
      for (const grant of body.grants as Body[]) this.grant(alliance, grant, made, account);
    }
    invited.state = 'used';
    session.account = account;
    return { account };
  }

  private putSlot(account: Account, kind: string, body: Body): void {
    const { auth_key, wrapped, salt, memory_kib, passes, lanes } = body;
    this.authKeys.set(`${account.login}|${kind}`, String(auth_key));
    account.slots = account.slots.filter((slot) => slot.kind !== kind);
    account.slots.push({ kind, wrapped, salt, memory_kib, passes, lanes, proved_ms: null });
  }

  private found(body: Body, me: Account): void {
    const alliance: Alliance = {
      id: String(body.id),
      kind: 'pair',
      about: null,
      conversation: String(body.conversation),
      created_ms: this.nowMs,
      seq: 0,
      label: body.label,
      members: [{ ...this.member(me), introduction: null }],
      invitation: null,
      links: [],
    };
    this.alliances.push(alliance);
    for (const grant of body.grants as Body[]) this.grant(alliance, grant, me, me.account);
  }

  private grant(alliance: Alliance, grant: Body, by: Account, member: string): void {
    this.grants.push({
      conversation: alliance.conversation,
      epoch: grant.epoch,
      member,
      granter: by.account,
      sealed: grant.sealed,
    });
  }

  private member({ account, role, name, public_key }: Account): Body {
    const lost = { former_keys: [], way_back: null };
    return { account, role, name, public_key, joined_ms: this.nowMs, left_ms: null, ...lost };
  }
}

function isMember(alliance: Alliance, account: string): boolean {
  return alliance.members.some((member) => member.account === account);
}

function offline(): HttpError {
  return new HttpError(0, 'offline', 'The server cannot be reached.');
}
