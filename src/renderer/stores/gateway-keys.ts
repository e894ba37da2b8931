import { create } from "zustand";
import type { z } from "zod";
import type { KeyView, keyWishSchema } from "#shared/gateway/key.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toastError } from "./app-errors.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";
import { showToast } from "./app-toasts.ts";

export type KeyWish = z.infer<typeof keyWishSchema>;

/** A key that was made in this window; its token is told once and lives until the next reload. */
export interface NewKey {
  readonly id: string;
  readonly token: string;
}

/** Keys of the gateway, newest first, revoked and expired ones too. */
export const useGatewayKeys = create<{
  readonly loading: Loading;
  readonly keys: readonly KeyView[];
  readonly newest: NewKey | undefined;
}>(() => ({ loading: { status: "loading" }, keys: [], newest: undefined }));

export async function loadGatewayKeys(): Promise<void> {
  try {
    const keys = await client.keys.list();
    useGatewayKeys.setState(({ newest }) => ({
      loading: { status: "ready" },
      keys,
      newest: keys.some(
        ({ id, state }) => id === newest?.id && state === "active",
      )
        ? newest
        : undefined,
    }));
  } catch (error) {
    if (useGatewayKeys.getState().loading.status !== "ready")
      useGatewayKeys.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
  }
}

export function followGatewayKeys(): () => void {
  return onBackendChange(["keys", "audit"], () => void loadGatewayKeys());
}

/** Makes a key. Throws AppError: the dialog that asked tells of it. */
export async function createGatewayKey(wish: KeyWish): Promise<NewKey> {
  const { key, token } = await client.keys.create(wish);
  const newest = { id: key.id, token };
  useGatewayKeys.setState(({ keys }) => ({
    keys: [key, ...keys.filter(({ id }) => id !== key.id)],
    newest,
  }));
  return newest;
}

/** Changes a key; a limit that the wish leaves out is taken away. Throws AppError. */
export async function updateGatewayKey(
  id: string,
  wish: KeyWish,
): Promise<void> {
  await client.keys.update({
    ...wish,
    id,
    requestsPerMinute: wish.requestsPerMinute ?? null,
    tokensPerDay: wish.tokensPerDay ?? null,
    nanoUsdPerMonth: wish.nanoUsdPerMonth ?? null,
    cacheMode: wish.cacheMode ?? null,
    expiresAt: wish.expiresAt ?? null,
  });
  await loadGatewayKeys();
}

/** Shuts a key out at once and for good. */
export async function revokeGatewayKey({
  id,
  name,
}: Pick<KeyView, "id" | "name">): Promise<void> {
  try {
    await client.keys.revoke({ id });
    await loadGatewayKeys();
    showToast({ text: t("gateway.keys.revoked", { name }) });
  } catch (error) {
    toastError(error);
  }
}
