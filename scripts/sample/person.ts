// SPDX-License-Identifier: Apache-2.0
// One person of the sample practice with the whole client of a browser, minus its pages: vault, HTTP,
// live socket and models. What they do is what the pages do.

import { type AccountsApi, createAccountsApi } from '../../web/src/accounts/accounts-api';
import { type AccountsModel, createAccountsModel } from '../../web/src/accounts/accounts-model';
import { createFactorsApi } from '../../web/src/accounts/factors-api';
import { createAlliancesApi } from '../../web/src/alliances/alliances-api';
import { type AlliancesModel, createAlliancesModel } from '../../web/src/alliances/alliances-model';
import { type ChecksApi, createChecksApi } from '../../web/src/checks/checks-api';
import { createFilesModel } from '../../web/src/conversations/files-model';
import { type LetterFile, parseLetterBody } from '../../web/src/conversations/letter';
import { createFilesApi } from '../../web/src/conversations/letters-api';
import { createGoalsApi, type GoalsApi } from '../../web/src/goals/goals-api';
import { CookieJar, createHttp, type Http } from '../../web/src/net/http';
import { createLive } from '../../web/src/net/live';
import { memoryStorage } from '../../web/src/vault/storage';
import type { Vault } from '../../web/src/vault/vault';
import { createVault } from '../../web/src/vault/vault-core';
import { createVisitsApi, type VisitsApi } from '../../web/src/visits/visits-api';
import type { House } from './house';
import { nodeSocket } from './node-socket';

/** A person at their device. */
export class Person {
  readonly http: Http;
  readonly vault: Vault;
  readonly accounts: AccountsModel;
  readonly alliances: AlliancesModel;
  readonly visits: VisitsApi;
  readonly checks: ChecksApi;
  readonly goals: GoalsApi;
  private readonly accountsApi: AccountsApi;
  private authKey = '';
  private recoveryKey = '';

  constructor(
    house: House,
    readonly login: string,
    readonly name: string,
    readonly passphrase: string,
  ) {
    const cookies = new CookieJar();
    const now = () => house.now();
    this.http = createHttp(house.url, { cookies });
    this.vault = createVault({ storage: memoryStorage(), now });
    this.accountsApi = createAccountsApi(this.http);
    this.accounts = createAccountsModel({
      api: this.accountsApi,
      factors: createFactorsApi(this.http),
      vault: this.vault,
    });
    this.alliances = createAlliancesModel({
      api: createAlliancesApi(this.http),
      vault: this.vault,
      live: () => createLive('', { open: () => nodeSocket(house.url, cookies), now, wake: null }),
      me: () => this.accounts.me.value?.account ?? null,
      origin: house.url,
      now,
    });
    this.visits = createVisitsApi(this.http);
    this.checks = createChecksApi(this.http);
    this.goals = createGoalsApi(this.http);
  }

  get account(): string {
    const me = this.accounts.me.value;
    if (me === null) throw new Error(`${this.login} is not signed in`);
    return me.account;
  }

  /** From the link to an account, the recovery code proved. */
  async join(fragment: string): Promise<void> {
    await this.accounts.start();
    await this.accounts.signUpLook(fragment);
    const { login, name, passphrase } = this;
    this.check(await this.accounts.signUpMake({ login, name, passphrase }));
    const step = this.accounts.signUp.value;
    if (step.kind !== 'code') throw new Error('no recovery code was shown');
    this.accounts.signUpCodeKept();
    this.check(await this.accounts.proveRecovery(step.recovery_code));
    this.recoveryKey = await this.vault.recoveryAuthKey(step.recovery_code);
    const parameters = await this.accountsApi.salt(login, 'passphrase');
    this.authKey = await this.vault.authKey({
      login,
      slot: 'passphrase',
      secret: passphrase,
      parameters,
    });
  }

  /** A new login, weeks later. The keys are still open on this device, and the auth key is the same
   * every time, so the slow part need not be done again. */
  async comeBack(): Promise<void> {
    await this.accountsApi.login(this.login, 'passphrase', this.authKey, 'Sample');
    await this.vault.setClock((await this.accountsApi.hello()).now_ms);
  }

  /** The spare key is tried once more, so that nobody is asked to. */
  rehearse(): Promise<void> {
    return this.accountsApi.proved(this.recoveryKey);
  }

  /** A letter, an entry or a note, on the server when this ends. */
  async write(alliance: string, body: unknown): Promise<{ id: string; at_ms: number }> {
    const files = parseLetterBody(body);
    const named = files !== null && 'files' in files ? files.files.map(({ id }) => id) : [];
    const { alliances } = this;
    const posted = await alliances.post(alliance, 'letter', alliance, null, body, named);
    await posted.sent;
    return posted;
  }

  /** A file for the next letter. */
  async upload(
    alliance: string,
    name: string,
    type: string,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<LetterFile> {
    const { vault } = this;
    const api = createFilesApi(this.http);
    const files = createFilesModel({ alliance, api, vault, changed: () => undefined });
    await files.add(name, type, bytes);
    const [there] = files.uploads.value;
    if (there?.state !== 'done') throw new Error(`${name} was not taken: ${there?.state}`);
    return there.file;
  }

  private check(done: boolean): void {
    if (!done) throw new Error(`${this.login}: ${this.accounts.problem.value}`);
  }
}
