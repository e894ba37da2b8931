import { create } from "zustand";
import type { z } from "zod";
import type { appInfoSchema } from "#shared/rpc/app.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";

export type AppInfo = z.infer<typeof appInfoSchema>;

/** What the backend says of itself; absent until it answered. */
export const useAppInfo = create<{ readonly info?: AppInfo }>(() => ({}));

export function followAppInfo(): () => void {
  return onBackendChange(["connectivity"], () => {
    client.app.info().then(
      (info) => useAppInfo.setState({ info }),
      // The connection's own notice tells of a lost backend.
      () => undefined,
    );
  });
}
