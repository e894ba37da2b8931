import type { TryResult, TryRoute } from "#shared/gateway/gateway-state.ts";

export interface GatewayTest {
  /** `http://HOST:PORT` of the gateway itself. */
  readonly address: string;
  readonly route: TryRoute;
  readonly model: string;
  readonly prompt: string;
  /** Absent: no credential is sent. */
  readonly token?: string | undefined;
}

/** Calls the gateway as a program beside it would: over HTTP, through all of its checks. */
export interface GatewayTester {
  /** A refusal is a result. Throws AppError `aborted`, `upstream-unreachable`, `upstream-timeout`. */
  run(test: GatewayTest, signal: AbortSignal): Promise<TryResult>;
}
