import { isRemoteKind } from "#shared/models/instance.ts";
import type { ContractInputs, ContractOutputs } from "./types.ts";

export type Recognition = ContractOutputs["recognize"];
export type Preset = ContractOutputs["presets"][number];
export type NewInstance = ContractInputs["add"];

/** What a person did so far; everything else about the new provider follows from it. */
export interface AddProviderForm {
  readonly pasted: string;
  readonly recognition?: Recognition;
  /** A provider chosen by hand; beats what was recognised. */
  readonly presetId?: string;
  readonly name?: string;
  readonly baseUrl?: string;
  readonly key?: string;
}

export interface AddProviderDraft {
  readonly instance: NewInstance;
  /** How the provider is called on screen. */
  readonly name: string;
  readonly preset?: Preset;
  readonly asksBaseUrl: boolean;
  readonly asksKey: boolean;
  readonly keyRequired: boolean;
  /** Host that text will be sent to; absent while the address is incomplete. */
  readonly host?: string;
  readonly local: boolean;
  /** Why it cannot be added yet. */
  readonly missing?: "baseUrl" | "key" | "everything";
}

/** The provider that a form stands for. Pure: the dialog draws it, the tests read it. */
export function draftOf(
  form: AddProviderForm,
  presets: readonly Preset[],
): AddProviderDraft {
  const { recognition } = form;
  const preset = presets.find(
    ({ id }) => id === (form.presetId ?? recognition?.preset),
  );
  const pasted = form.pasted.trim();
  const baseUrl = baseUrlOf(form, preset);
  const url = parseUrl(baseUrl);
  const kind = preset?.kind ?? recognition?.kind;
  const name = nameOf(form, preset, url);
  const pastedKey = recognition?.isKey === true && pasted !== "";
  const key = form.key?.trim() || (pastedKey ? pasted : "");
  const keyRequired =
    preset?.needsKey ?? recognition?.missing.includes("key") ?? false;
  const known = preset !== undefined || url !== undefined || pastedKey;
  const fixedAddress = kind === "openrouter";
  // The address of a public service needs no asking; a server of one's own may be anywhere.
  const addressKnown =
    preset?.baseUrl !== undefined &&
    !preset.local &&
    baseUrl === preset.baseUrl;
  const missing = !known
    ? "everything"
    : !fixedAddress && url === undefined
      ? "baseUrl"
      : keyRequired && key === ""
        ? "key"
        : undefined;
  return {
    instance: {
      kind: kind !== undefined && isRemoteKind(kind) ? kind : "openai",
      name,
      ...(url === undefined || fixedAddress ? {} : { baseUrl: baseUrl.trim() }),
      ...(key === "" ? {} : { key }),
    },
    name,
    ...(preset === undefined ? {} : { preset }),
    asksBaseUrl: known && !fixedAddress && !addressKnown,
    asksKey: known && !pastedKey,
    keyRequired,
    ...(url === undefined ? {} : { host: url.host }),
    local: url === undefined ? (preset?.local ?? false) : isLocalHost(url),
    ...(missing === undefined ? {} : { missing }),
  };
}

/** Typed, else chosen, else recognised: a host says more than the name of a catch-all preset. */
function nameOf(
  form: AddProviderForm,
  preset: Preset | undefined,
  url: URL | undefined,
): string {
  const typed = form.name?.trim() ?? "";
  if (typed !== "") return typed;
  const chosen = form.presetId === undefined ? undefined : preset?.name;
  return chosen ?? form.recognition?.name ?? preset?.name ?? url?.host ?? "";
}

function baseUrlOf(form: AddProviderForm, preset: Preset | undefined): string {
  if (form.baseUrl !== undefined) return form.baseUrl;
  const { recognition } = form;
  if (form.presetId !== undefined && preset?.baseUrl !== undefined)
    return preset.baseUrl;
  if (recognition?.baseUrl !== undefined) return recognition.baseUrl;
  if (preset?.baseUrl !== undefined) return preset.baseUrl;
  return /^https?:\/\//i.test(form.pasted.trim()) ? form.pasted.trim() : "";
}

function parseUrl(text: string): URL | undefined {
  try {
    const url = new URL(text.trim());
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

function isLocalHost({ hostname }: URL): boolean {
  return (
    hostname === "localhost" ||
    hostname === "[::1]" ||
    hostname.startsWith("127.")
  );
}
