import { useEffect, useRef, useState } from "react";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import { isRemoteKind, type InstanceView } from "#shared/models/instance.ts";
import { draftOf, type AddProviderForm, type Preset } from "./draft.ts";
import type { AddProviderBackend, ContractOutputs } from "./types.ts";

export type AddProviderStep =
  | { readonly type: "asking"; readonly error?: ErrorJson }
  | { readonly type: "checking" }
  | {
      readonly type: "checked";
      readonly instance: InstanceView;
      readonly result: ContractOutputs["test"];
    };

const recognizeDelayMs = 120;

/** The course of adding a provider: asked, recognised, added, tested live. */
export function useAddProviderFlow(backend: AddProviderBackend) {
  const [form, setForm] = useState<AddProviderForm>({ pasted: "" });
  const [step, setStep] = useState<AddProviderStep>({ type: "asking" });
  const [presets, setPresets] = useState<readonly Preset[]>([]);
  const calls = useRef(backend);

  useEffect(() => {
    let wanted = true;
    calls.current.presets().then(
      (rows) => wanted && setPresets(rows.filter(isAddable)),
      // Without them the dialog still takes keys and addresses.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, []);

  const { pasted } = form;
  useEffect(() => {
    const text = pasted.trim();
    if (text === "") return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      calls.current.recognize(text).then(
        (recognition) => wanted && setForm((now) => ({ ...now, recognition })),
        () => undefined,
      );
    }, recognizeDelayMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [pasted]);

  const draft = draftOf(form, presets);

  async function submit(): Promise<void> {
    if (draft.missing !== undefined) return;
    setStep({ type: "checking" });
    try {
      const instance = await calls.current.add(draft.instance);
      const result = await testOf(instance.id);
      setStep({ type: "checked", instance, result });
    } catch (error) {
      setStep({ type: "asking", error: AppError.from(error).toJSON() });
    }
  }

  async function testOf(id: string): Promise<ContractOutputs["test"]> {
    try {
      return await calls.current.test(id);
    } catch (error) {
      return { ok: false, error: AppError.from(error).toJSON() };
    }
  }

  /** Takes the failed one back and returns to the form, with all that was typed. */
  async function change(instance: InstanceView): Promise<void> {
    setStep({ type: "asking" });
    await calls.current.remove(instance.id).catch(() => undefined);
  }

  function paste(text: string): void {
    // A new paste starts over: what was derived from the old one must not stay.
    setForm({ pasted: text });
  }

  return { form, setForm, paste, presets, draft, step, submit, change };
}

function isAddable({ kind }: Preset): boolean {
  return isRemoteKind(kind);
}
