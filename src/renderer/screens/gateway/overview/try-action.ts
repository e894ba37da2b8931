/** What answers a live test that was refused. */
export type TryAction =
  | "new-key"
  | "see-key"
  | "choose-model"
  | "open-providers"
  | "switch-on"
  | "retry";

const actions: Readonly<Record<string, TryAction>> = {
  invalid_api_key: "new-key",
  permission_denied: "see-key",
  insufficient_quota: "see-key",
  model_not_found: "choose-model",
  invalid_request_error: "choose-model",
  no_target_available: "open-providers",
  upstream_error: "open-providers",
  insufficient_credit: "open-providers",
};

/** The action for one of the gateway's own error codes. */
export function tryAction(code: string): TryAction {
  return actions[code] ?? "retry";
}
