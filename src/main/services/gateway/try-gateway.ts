import { AppError } from "#shared/errors/app-error.ts";
import type { TryResult, TryRoute } from "#shared/gateway/gateway-state.ts";
import type { AccessStore } from "#main/ports/access-store.ts";
import type { GatewayTester } from "#main/ports/gateway-tester.ts";
import type { Gatekeeper } from "../access/gatekeeper.ts";

export interface TryWish {
  readonly route: TryRoute;
  readonly model: string;
  readonly keyId?: string | undefined;
  readonly token?: string | undefined;
  readonly prompt?: string | undefined;
}

export interface TryDependencies {
  readonly tester: GatewayTester;
  /** Where the gateway answers now. */
  readonly address: () => string | undefined;
  readonly keys: Pick<AccessStore, "list">;
  readonly gatekeeper: Pick<Gatekeeper, "lend">;
  /** A secret that nobody can guess. */
  readonly newSecret: () => string;
}

/** A live test of a snippet. */
export type TryGateway = (
  wish: TryWish,
  signal: AbortSignal | undefined,
) => Promise<TryResult>;

const greeting = "Say hello in one short sentence.";

export function createTryGateway(dependencies: TryDependencies): TryGateway {
  const { tester, gatekeeper, newSecret } = dependencies;
  return async (wish, signal = new AbortController().signal) => {
    const { route, model, keyId, prompt = greeting } = wish;
    const address = dependencies.address();
    if (address === undefined) throw notRunning();
    const test = { address, route, model, prompt };
    if (keyId === undefined)
      return tester.run({ ...test, token: wish.token }, signal);
    if (!dependencies.keys.list().some(({ id }) => id === keyId))
      throw unknownKey(keyId);
    const token = newSecret();
    const takeBack = gatekeeper.lend(keyId, token);
    try {
      return await tester.run({ ...test, token }, signal);
    } finally {
      takeBack();
    }
  };
}

function notRunning(): AppError {
  return new AppError("conflict", {
    message: "The gateway does not run. Switch it on first.",
    data: { parameter: "enabled" },
  });
}

function unknownKey(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no key ${id}.`,
    data: { id },
  });
}
