import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { modelRef, type InstanceId } from "#shared/models/ids.ts";
import { arrayOf, isObject, type JsonObject } from "./json.ts";

export interface ModelListContext {
  readonly instance: InstanceId;
  /** True: the models run on this computer. */
  readonly local: boolean;
}

/** One page of a list of models, and how the next is asked for. */
export interface ModelPage {
  readonly models: readonly ModelDescriptor[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** The fields that every descriptor has, at their plainest. */
export function plainDescriptor(
  id: string,
  { instance, local }: ModelListContext,
): ModelDescriptor {
  return {
    ref: modelRef(instance, id),
    instance,
    id,
    name: id,
    description: "",
    inputModalities: ["text"],
    outputModalities: ["text"],
    local,
    simulated: false,
  };
}

/** A number of tokens that makes sense as a bound. */
export function tokensOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) > 0
    ? Number(value)
    : undefined;
}

/** The objects of a list that stands under a name; undefined where there is none. */
export function entriesOf(
  body: unknown,
  name: string,
): readonly JsonObject[] | undefined {
  if (!isObject(body) || !Array.isArray(body[name])) return undefined;
  return arrayOf(body[name]).filter(isObject);
}
